package dev.tenfold.api.http;

import dev.tenfold.api.route.ApiVersion;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.webmvc.autoconfigure.WebMvcRegistrations;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.accept.ApiVersionParser;
import org.springframework.web.accept.PathApiVersionResolver;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.ApiVersionConfigurer;
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
    public void configureApiVersioning(ApiVersionConfigurer versions) {
        ApiVersionParser<ApiVersion> parser = ApiVersion::parse;
        var segment = new PathApiVersionResolver(1, path -> path.value().startsWith("/api/"));
        // as a lambda, because springdoc would put the number in place of this segment, and the paths have their version already
        versions.useVersionResolver(request -> segment.resolveVersion(request)).setVersionParser(parser).setVersionRequired(false)
                .addSupportedVersions(Stream.of(ApiVersion.values()).map(ApiVersion::number).toArray(String[]::new));
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
