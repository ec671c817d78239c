package dev.tenfold.api.http;

import dev.tenfold.platform.failure.Failure.Malformed;
import dev.tenfold.platform.failure.ProblemCode;
import jakarta.validation.Constraint;
import jakarta.validation.Validator;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.metadata.BeanDescriptor;
import jakarta.validation.metadata.ConstraintDescriptor;
import jakarta.validation.metadata.PropertyDescriptor;
import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.beans.BeanUtils;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedMethod;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.BindParam;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Creates the records that hold a route's query parameters: each component is one parameter, with its type and constraints. Spring's data
 * binding would do the same, but it inspects the record by reflection at each request, which was half of the CPU time of a list. It would
 * also use a header in place of a missing parameter, although shared caches store a response by its URL alone.
 * <p>{@link KnownParameters} has already refused parameters that are unknown or sent twice.
 */
@Component
class QueryRecords implements HandlerMethodArgumentResolver {

    private static final ConversionService CONVERSIONS = DefaultConversionService.getSharedInstance();

    private final Validator validator;
    private final Map<MethodParameter, Shape> shapes = new ConcurrentHashMap<>();

    QueryRecords(Validator validator) {
        this.validator = validator;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return isOne(parameter);
    }

    /** Whether the parameter of a handler is such a record. */
    static boolean isOne(MethodParameter parameter) {
        return parameter.getParameterType().isRecord() && parameter.hasParameterAnnotation(ParameterObject.class);
    }

    /** The names of the query parameters that a record holds. */
    static Stream<String> names(Class<?> type) {
        Parameter[] parameters = BeanUtils.getResolvableConstructor(type).getParameters();
        RecordComponent[] components = type.getRecordComponents();
        return IntStream.range(0, components.length).mapToObj(i -> name(components[i], parameters[i]));
    }

    /** @throws Malformed when a parameter has an invalid value */
    @Override
    public Object resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer container, NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        Shape shape = shapes.computeIfAbsent(parameter, this::shape);
        Map<String, String[]> query = request.getParameterMap();
        var values = new @Nullable Object[shape.parts().size()];
        Set<String> wrong = new TreeSet<>();
        for (int i = 0; i < values.length; i++) {
            Part part = shape.parts().get(i);
            try {
                values[i] = value(query.get(part.parameter()), part.type());
            } catch (ConversionException notOne) {
                wrong.add(part.parameter());
            }
        }
        Object made = BeanUtils.instantiateClass(shape.constructor(), values);
        if (shape.isValidatedHere() && !shape.isSurelyValid(values)) {
            validator.validate(made).forEach(violation -> wrong.add(shape.parameter(violation.getPropertyPath().toString())));
        }
        if (!wrong.isEmpty()) {
            throw new Malformed(ProblemCode.INVALID_PARAMETER, "Parameter " + String.join(", ", wrong) + ": the value is not allowed");
        }
        return made;
    }

    private static @Nullable Object value(String @Nullable [] given, Class<?> type) {
        if (given == null) {
            return null;
        }
        return type == String.class ? given[0] : CONVERSIONS.convert(given[0], type);
    }

    private Shape shape(MethodParameter parameter) {
        Class<?> type = parameter.getParameterType();
        // with the annotations of the interface that the controller implements
        var method = new AnnotatedMethod(Objects.requireNonNull(parameter.getMethod()));
        boolean others = Arrays.stream(method.getMethodParameters()).map(MethodParameter::getParameterAnnotations).flatMap(Arrays::stream)
                .anyMatch(annotation -> annotation.annotationType().isAnnotationPresent(Constraint.class));
        Constructor<?> constructor = BeanUtils.getResolvableConstructor(type);
        Parameter[] parameters = constructor.getParameters();
        RecordComponent[] components = type.getRecordComponents();
        BeanDescriptor constraints = validator.getConstraintsForClass(type);
        List<Part> parts = IntStream.range(0, components.length).mapToObj(i -> part(components[i], parameters[i], constraints)).toList();
        return new Shape(constructor, parts, !others, !constraints.getConstraintDescriptors().isEmpty());
    }

    private static Part part(RecordComponent component, Parameter parameter, BeanDescriptor constraints) {
        PropertyDescriptor own = constraints.getConstraintsForProperty(component.getName());
        List<Predicate<@Nullable Object>> checks =
                own == null ? List.of() : own.getConstraintDescriptors().stream().map(QueryRecords::check).toList();
        return new Part(component.getName(), name(component, parameter), component.getType(), checks);
    }

    private static String name(RecordComponent component, Parameter parameter) {
        BindParam other = parameter.getAnnotation(BindParam.class);
        return other == null ? component.getName() : other.value();
    }

    /**
     * Whether a value certainly satisfies a constraint. If not, or for other constraints, the validator decides and writes the message.
     */
    private static Predicate<@Nullable Object> check(ConstraintDescriptor<?> constraint) {
        return switch (constraint.getAnnotation()) {
            case Pattern pattern when pattern.flags().length == 0 -> {
                var regex = java.util.regex.Pattern.compile(pattern.regexp());
                yield value -> value == null || (value instanceof String text && regex.matcher(text).matches());
            }
            case CodePointLength length -> value -> value == null || (value instanceof String text
                    && length.min() <= text.codePointCount(0, text.length()) && text.length() <= length.max());
            case OneLine _ -> value -> value == null
                    || (value instanceof String text && Text.isOneLine(text) && Text.isVisible(text));
            case Min min -> value -> value == null || (isInteger(value) && ((Number) value).longValue() >= min.value());
            case Max max -> value -> value == null || (isInteger(value) && ((Number) value).longValue() <= max.value());
            case PositiveOrZero _ -> value -> value == null || (isInteger(value) && ((Number) value).longValue() >= 0);
            default -> _ -> false;
        };
    }

    private static boolean isInteger(Object value) {
        return value instanceof Integer || value instanceof Long;
    }

    /**
     * How a record is filled from the query.
     * @param isValidatedHere false if Spring validates all arguments of the method together, because others have constraints too
     * @param hasConstraintsAsAWhole whether there are constraints that involve several components
     */
    private record Shape(Constructor<?> constructor, List<Part> parts, boolean isValidatedHere, boolean hasConstraintsAsAWhole) {

        String parameter(String component) {
            return parts.stream().filter(part -> part.component().equals(component)).findFirst().orElseThrow().parameter();
        }

        boolean isSurelyValid(@Nullable Object[] values) {
            for (int i = 0; i < values.length; i++) {
                if (!parts.get(i).isSurelyValid(values[i])) {
                    return false;
                }
            }
            return !hasConstraintsAsAWhole;
        }
    }

    /** A component, the parameter with its value, and its constraints. */
    private record Part(String component, String parameter, Class<?> type, List<Predicate<@Nullable Object>> checks) {

        boolean isSurelyValid(@Nullable Object value) {
            for (Predicate<@Nullable Object> check : checks) {
                if (!check.test(value)) {
                    return false;
                }
            }
            return true;
        }
    }
}
