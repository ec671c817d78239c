package dev.tenfold.api.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.NamingBase;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.oas.models.media.Schema;
import jakarta.validation.Constraint;
import jakarta.validation.constraints.NotBlank;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;

/**
 * Derives schemas from records in the way Jackson 3 reads and writes them. swagger-core has its own Jackson 2, which does not know the
 * service's configuration. Names are in snake_case, members that cannot be null are required, and requests allow no other members.
 */
final class RecordResolver extends ModelResolver {

    private static final String UUID_EXAMPLE = "019a9e2b-7c1d-7f3a-9b64-3d2c1e0f4a5b";
    private static final String TIME_EXAMPLE = "2026-11-23T09:30:00.123456Z";
    private static final NamingBase SNAKE_CASE = new SnakeCaseStrategy();

    RecordResolver(ObjectMapper mapper) {
        super(mapper.copy().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE));
        setOpenapi31(true);
    }

    @Override
    public @Nullable Schema<?> resolve(AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
        Schema<?> schema = super.resolve(type, context, chain);
        if (schema == null) {
            return null;
        }
        Class<?> raw = _mapper.constructType(type.getType()).getRawClass();
        if (raw.isRecord() && raw.getPackageName().startsWith("dev.tenfold")) {
            complete(raw, schema.get$ref() == null ? schema : context.getDefinedModels().get(nameIn(schema.get$ref())));
        }
        if (schema.getExample() == null && "uuid".equals(schema.getFormat())) {
            schema.setExample(UUID_EXAMPLE);
        } else if (schema.getExample() == null && "date-time".equals(schema.getFormat())) {
            schema.setExample(TIME_EXAMPLE);
        }
        return schema;
    }

    static String nameIn(String reference) {
        return reference.substring(reference.lastIndexOf('/') + 1);
    }

    private static void complete(Class<?> type, @Nullable Schema<?> schema) {
        if (schema == null || schema.getProperties() == null) {
            return; // an id, which is a plain string in JSON
        }
        boolean request = Arrays.stream(type.getRecordComponents()).anyMatch(RecordResolver::isConstrained);
        if (request) {
            schema.setAdditionalProperties(false);
        }
        for (RecordComponent component : type.getRecordComponents()) {
            String name = SNAKE_CASE.translate(component.getName());
            Schema<?> member = (Schema<?>) schema.getProperties().get(name);
            if (member != null) {
                complete(schema, name, member, component, request);
            }
        }
    }

    private static void complete(Schema<?> schema, String name, Schema<?> member, RecordComponent component, boolean request) {
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        boolean leftOut = nullable && (request || isLeftOut(component) || isLeftOut(component.getDeclaringRecord()));
        if (!leftOut && (schema.getRequired() == null || !schema.getRequired().contains(name))) {
            schema.addRequiredItem(name);
        }
        if (nullable && (request || !leftOut)) {
            letBeNull(schema, name, member);
        }
        places(component).flatMap(place -> Arrays.stream(place.getAnnotationsByType(CodePointLength.class)))
                .forEach(length -> limit(member, length));
        if (places(component).anyMatch(place -> place.isAnnotationPresent(NotBlank.class))) {
            member.setMinLength(1);
        }
    }

    /** A reference cannot have a type of its own, so there null is an alternative. */
    private static void letBeNull(Schema<?> schema, String name, Schema<?> member) {
        if (member.get$ref() == null && member.getAnyOf() == null) {
            member.addType("null");
        } else if (member.getAnyOf() == null) {
            schema.addProperty(name, new Schema<>().anyOf(List.of(member, new Schema<>().types(Set.of("null")))));
        }
    }

    /** As swagger-core does for {@code @Size}: it does not know Hibernate's constraint, which counts as JSON Schema and PostgreSQL do. */
    static void limit(Schema<?> text, CodePointLength length) {
        text.setMaxLength(length.max());
        if (length.min() > 0) {
            text.setMinLength(length.min());
        }
    }

    /** Whether null is left out of the JSON. */
    private static boolean isLeftOut(AnnotatedElement place) {
        JsonInclude include = place.getAnnotation(JsonInclude.class);
        return include != null && include.value() == JsonInclude.Include.NON_NULL;
    }

    private static boolean isLeftOut(RecordComponent component) {
        return places(component).anyMatch(RecordResolver::isLeftOut);
    }

    /** Whether the component has constraints that count: only requests are validated. */
    private static boolean isConstrained(RecordComponent component) {
        return places(component).flatMap(place -> Arrays.stream(place.getAnnotations()))
                .anyMatch(annotation -> annotation.annotationType().isAnnotationPresent(Constraint.class));
    }

    /** The elements that may have the annotations of a component, depending on their targets. */
    private static Stream<AnnotatedElement> places(RecordComponent component) {
        return Stream.of(component, component.getAccessor());
    }
}
