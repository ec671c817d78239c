package dev.tenfold.api.http;

import java.util.List;
import org.springframework.boot.webmvc.autoconfigure.WebMvcRegistrations;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The changes to Spring MVC's defaults. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebMvcConfigurer, WebMvcRegistrations {

    private final List<HandlerMethodArgumentResolver> ownResolvers;
    private final KnownParameters parameters;

    WebConfiguration(List<HandlerMethodArgumentResolver> ownResolvers, KnownParameters parameters) {
        this.ownResolvers = ownResolvers;
        this.parameters = parameters;
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.addAll(ownResolvers);
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(parameters);
    }

    @Override
    public RequestMappingHandlerMapping getRequestMappingHandlerMapping() {
        return new IndexedHandlerMapping();
    }

    @Override
    public RequestMappingHandlerAdapter getRequestMappingHandlerAdapter() {
        return new EntityFirstHandlerAdapter();
    }
}
