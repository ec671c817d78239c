package dev.tenfold.traffic.responsecache;

import dev.tenfold.api.http.PublicRead;
import dev.tenfold.api.problem.ProblemResponses;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import jakarta.servlet.DispatcherType;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.server.observation.DefaultServerRequestObservationConvention;
import org.springframework.web.filter.ServerHttpObservationFilter;
import tools.jackson.databind.json.JsonMapper;

/**
 * The response cache, and Spring's observation of requests. Requests are observed only if they are traced: otherwise the access log
 * counts them at a fraction of the cost.
 */
@Configuration(proxyBeanMethods = false)
class ResponseCacheConfiguration {

    @Bean
    ResponseCacheHandler responseCacheHandler(ResponseCacheProperties properties, MeterRegistry metrics) {
        return new ResponseCacheHandler(properties, metrics);
    }

    /** Traced requests go through Spring MVC, whose spans they need. */
    @Bean
    PublicReadHandler publicReadHandler(List<PublicRead.Source> sources, JsonMapper json, ProblemResponses problems,
            ObjectProvider<Tracer> tracer) {
        return new PublicReadHandler(tracer.getIfAvailable() == null ? sources : List.of(), json, problems);
    }

    @Bean
    FilterRegistrationBean<ServerHttpObservationFilter> observationOfTracedRequests(ObservationRegistry observations,
            ObservationProperties properties, ObjectProvider<Tracer> tracer) {
        var convention = new DefaultServerRequestObservationConvention(properties.getHttp().getServer().getRequests().getName());
        var registration = new FilterRegistrationBean<>(new ServerHttpObservationFilter(observations, convention));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC);
        registration.setEnabled(tracer.getIfAvailable() != null);
        return registration;
    }
}
