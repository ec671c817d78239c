package dev.tenfold.api.http;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Fills each handler parameter of one type from one header. A {@code @Nullable} parameter is optional. Spring fills parameters in their
 * order, so such a parameter comes after the body: an invalid body is then reported first.
 * @param <T> the type of the parameter
 */
public abstract class HeaderResolver<T> implements HandlerMethodArgumentResolver {

    private final Class<T> type;
    private final String header;
    private final Function<@Nullable String, T> parser;

    /** @param parser makes the value from the header; throws the failure if the header is missing (null) or invalid */
    protected HeaderResolver(Class<T> type, String header, Function<@Nullable String, T> parser) {
        this.type = type;
        this.header = header;
        this.parser = parser;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == type;
    }

    @Override
    public @Nullable Object resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer container, NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        String[] values = request.getHeaderValues(header);
        if (values == null && parameter.isOptional()) {
            return null;
        }
        return parser.apply(values == null ? null : String.join(",", values)); // RFC 9110, section 5.3
    }
}
