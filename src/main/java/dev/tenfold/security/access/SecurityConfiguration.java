package dev.tenfold.security.access;

import dev.tenfold.api.http.Text;
import dev.tenfold.api.request.CallerLimits;
import dev.tenfold.api.route.Route;
import dev.tenfold.api.route.Routes;
import dev.tenfold.security.identity.Role;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AuthenticationEntryPointFailureHandler;
import org.springframework.security.web.context.AbstractSecurityWebApplicationInitializer;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;

import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.HEAD;
import static org.springframework.http.HttpMethod.OPTIONS;

/** Applies {@link Routes}: who may call which route. A route that is not listed there is denied. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    /** The filters that are needed. There is no session, no logout, no login form, and no anonymous authentication. */
    private static final Set<Class<? extends Filter>> FILTERS = Set.of(BearerTokenAuthenticationFilter.class, CallerFilter.class,
            ExceptionTranslationFilter.class, AuthorizationFilter.class);

    @Bean
    SecurityFilterChain routes(HttpSecurity http, SecurityProblems problems, AuthenticationManager callers, CallerLimits limits) {
        http.authorizeHttpRequests(routes -> {
            for (Route route : Routes.all()) {
                for (HttpMethod method : methods(route)) {
                    var rule = routes.requestMatchers(method, route.pattern());
                    switch (route.access()) {
                        case PUBLIC -> rule.permitAll();
                        case SIGNED_IN -> rule.authenticated();
                        case ADMIN -> rule.hasRole(Role.ADMIN.name());
                    }
                }
            }
            routes.dispatcherTypeMatchers(DispatcherType.ERROR).permitAll();
            routes.requestMatchers(OPTIONS, "/api/**").permitAll(); // Spring MVC answers it, with the methods that the route supports
            routes.anyRequest().denyAll();
        });
        http.oauth2ResourceServer(tokens -> tokens.jwt(jwt -> jwt.authenticationManager(callers))
                .bearerTokenResolver(new PlainBearerTokenResolver()).authenticationEntryPoint(problems)
                .accessDeniedHandler(problems).withObjectPostProcessor(answering(problems)));
        http.exceptionHandling(refusals -> refusals.authenticationEntryPoint(problems).accessDeniedHandler(problems));
        http.addFilterAfter(new CallerFilter(limits), BearerTokenAuthenticationFilter.class);
        http.headers(AbstractHttpConfigurer::disable); // CommonHeaders adds them to every response
        http.sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
        http.csrf(AbstractHttpConfigurer::disable); // no cookies, so a browser sends no credentials by itself
        http.requestCache(AbstractHttpConfigurer::disable).logout(AbstractHttpConfigurer::disable);
        http.anonymous(AbstractHttpConfigurer::disable);
        return new DefaultSecurityFilterChain(AnyRequestMatcher.INSTANCE,
                http.build().getFilters().stream().filter(filter -> FILTERS.contains(filter.getClass())).toList());
    }

    /** By default the filter throws when an issuer's keys cannot be read, and the answer would be 500. */
    private static ObjectPostProcessor<BearerTokenAuthenticationFilter> answering(SecurityProblems problems) {
        var failures = new AuthenticationEntryPointFailureHandler(problems);
        failures.setRethrowAuthenticationServiceException(false);
        return new ObjectPostProcessor<>() {
            @Override
            public <T extends BearerTokenAuthenticationFilter> T postProcess(T filter) {
                filter.setAuthenticationFailureHandler(failures);
                return filter;
            }
        };
    }

    private static List<HttpMethod> methods(Route route) {
        HttpMethod method = HttpMethod.valueOf(route.method());
        return method.equals(GET) ? List.of(GET, HEAD) : List.of(method);
    }

    @Bean
    static BeanPostProcessor publicReadsPassBy() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return name.equals(AbstractSecurityWebApplicationInitializer.DEFAULT_FILTER_NAME) && bean instanceof Filter security
                        ? new PublicReadFilter(security)
                        : bean;
            }
        };
    }

    /** A timer around each filter of the chain would cost more than the filters. Refusals are counted by their code. */
    @Bean
    SecurityObservationSettings withoutTimersOfItsOwn() {
        return SecurityObservationSettings.noObservations();
    }

    /**
     * Spring Security's firewall, which here also rejects parameters that PostgreSQL cannot store. It accepts unknown methods: the rules
     * above deny them, and the response is then 405 with the methods that the route supports.
     */
    @Bean
    HttpFirewall firewall() {
        var firewall = new StrictHttpFirewall();
        firewall.setUnsafeAllowAnyHttpMethod(true);
        firewall.setAllowedHeaderNames(Text::isHeaderValue); // same rule as the default, without a regular expression for each header
        firewall.setAllowedHeaderValues(Text::isHeaderValue);
        firewall.setAllowedParameterNames(Text::isStorable);
        firewall.setAllowedParameterValues(Text::isStorable);
        return firewall;
    }
}
