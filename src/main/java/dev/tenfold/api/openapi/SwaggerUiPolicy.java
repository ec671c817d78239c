package dev.tenfold.api.openapi;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Lets Swagger UI run its own scripts and call this service, and nothing else. All other responses have the policy of {@link
 * dev.tenfold.api.request.CommonHeaders}. Swagger UI writes styles into its page, and its icons are {@code data:} addresses.
 */
@Configuration(proxyBeanMethods = false)
class SwaggerUiPolicy {

    private static final String PAGES = "/swagger-ui/*";
    private static final String POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    @Bean
    FilterRegistrationBean<Filter> swaggerUiHeaders() {
        var filter = new FilterRegistrationBean<Filter>((request, response, chain) -> {
            ((HttpServletResponse) response).setHeader("Content-Security-Policy", POLICY);
            chain.doFilter(request, response);
        });
        filter.addUrlPatterns(PAGES);
        return filter;
    }
}
