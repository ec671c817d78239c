package dev.tenfold.api.http;

import dev.tenfold.api.route.ApiVersion;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.accept.ApiVersionHolder;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerMapping;

/** Fills handler parameters with the version of the API that the request is for. Links in its response must keep it. */
@Component
class ApiVersionResolver implements HandlerMethodArgumentResolver {

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == ApiVersion.class;
    }

    /** @throws IllegalStateException when the route's path has no version */
    @Override
    public Object resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer container, NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        if (request.getAttribute(HandlerMapping.API_VERSION_ATTRIBUTE, RequestAttributes.SCOPE_REQUEST) instanceof ApiVersionHolder holder
                && holder.getVersionIfPresent() instanceof ApiVersion version) {
            return version;
        }
        throw new IllegalStateException(parameter.getExecutable() + " has no version in its path");
    }
}
