package dev.tenfold.api.http;

import dev.tenfold.platform.failure.Failure.Malformed;
import jakarta.validation.Constraint;
import jakarta.validation.Validator;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedMethod;
import org.springframework.stereotype.Component;
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

    private final Validator validator;
    private final Map<MethodParameter, QueryRecord> records = new ConcurrentHashMap<>();

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

    /** @throws Malformed when a parameter has an invalid value */
    @Override
    public Object resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer container, NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        Map<String, String[]> query = request.getParameterMap();
        return records.computeIfAbsent(parameter, this::record).fill(name -> first(query.get(name)));
    }

    private static @Nullable String first(String @Nullable [] values) {
        return values == null ? null : values[0];
    }

    private QueryRecord record(MethodParameter parameter) {
        // with the annotations of the interface that the controller implements
        var method = new AnnotatedMethod(Objects.requireNonNull(parameter.getMethod()));
        boolean others = Arrays.stream(method.getMethodParameters()).map(MethodParameter::getParameterAnnotations).flatMap(Arrays::stream)
                .anyMatch(annotation -> annotation.annotationType().isAnnotationPresent(Constraint.class));
        return new QueryRecord(parameter.getParameterType(), validator, !others);
    }
}
