package dev.tenfold.http;

import dev.tenfold.problem.Failure.Malformed;
import dev.tenfold.problem.ProblemCode;
import jakarta.validation.Constraint;
import jakarta.validation.Validator;
import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.beans.BeanUtils;
import org.springframework.core.MethodParameter;
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
 * Makes the records that a route's query is gathered in: one parameter a component, in the types and under the constraints that the record
 * states. Spring's data binding would do the same, but looks at the record by reflection at each request, which was half of the CPU time of a
 * list; and it would take a header for a parameter that is missing, though shared caches keep an answer by its address alone.
 *
 * <p>A parameter that comes twice counts once: of a number the first is taken, of a text all are, joined by commas. Parameters that nobody asks
 * for are passed over.
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
        return parameter.getParameterType().isRecord() && parameter.hasParameterAnnotation(ParameterObject.class);
    }

    /** @throws Malformed when a parameter is not what it may be, or bears characters that PostgreSQL cannot hold */
    @Override
    public Object resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer container, NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        Shape shape = shapes.computeIfAbsent(parameter, Shape::of);
        Map<String, String[]> query = request.getParameterMap();
        query.forEach(QueryRecords::requireStorable);
        @Nullable
        Object[] values = new @Nullable Object[shape.parts().size()];
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
        if (shape.isValidatedHere()) {
            validator.validate(made).forEach(violation -> wrong.add(shape.parameter(violation.getPropertyPath().toString())));
        }
        if (!wrong.isEmpty()) {
            throw new Malformed(ProblemCode.INVALID_PARAMETER, "Parameter " + String.join(", ", wrong) + ": outside what it may be");
        }
        return made;
    }

    /** The firewall of Spring Security refuses the same, where the request passes it. */
    private static void requireStorable(String name, String[] values) {
        boolean storable = Text.isStorable(name);
        for (String value : values) {
            storable &= Text.isStorable(value);
        }
        if (!storable) {
            throw new Malformed(ProblemCode.MALFORMED_REQUEST, "A parameter bears characters that are not allowed");
        }
    }

    private static @Nullable Object value(String @Nullable [] given, Class<?> type) {
        if (given == null) {
            return null;
        }
        if (given.length == 1) {
            return type == String.class ? given[0] : CONVERSIONS.convert(given[0], type);
        }
        return CONVERSIONS.convert(given, type);
    }

    /**
     * What a record asks of the query.
     *
     * @param isValidatedHere false where Spring validates all arguments of the method together, because others have constraints too
     */
    private record Shape(Constructor<?> constructor, List<Part> parts, boolean isValidatedHere) {

        static Shape of(MethodParameter parameter) {
            Class<?> type = parameter.getParameterType();
            boolean others = Arrays.stream(parameter.getExecutable().getParameterAnnotations()).flatMap(Arrays::stream)
                    .anyMatch(annotation -> annotation.annotationType().isAnnotationPresent(Constraint.class));
            Constructor<?> constructor = BeanUtils.getResolvableConstructor(type);
            Parameter[] parameters = constructor.getParameters();
            RecordComponent[] components = type.getRecordComponents();
            return new Shape(constructor,
                    IntStream.range(0, components.length).mapToObj(i -> Part.of(components[i], parameters[i])).toList(), !others);
        }

        String parameter(String component) {
            return parts.stream().filter(part -> part.component().equals(component)).findFirst().orElseThrow().parameter();
        }
    }

    /** A component and the parameter that it has its value from. */
    private record Part(String component, String parameter, Class<?> type) {

        static Part of(RecordComponent component, Parameter parameter) {
            BindParam other = parameter.getAnnotation(BindParam.class);
            return new Part(component.getName(), other == null ? component.getName() : other.value(), component.getType());
        }
    }
}
