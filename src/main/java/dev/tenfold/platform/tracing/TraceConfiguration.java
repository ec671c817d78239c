package dev.tenfold.platform.tracing;

import io.micrometer.observation.ObservationPredicate;
import io.micrometer.tracing.otel.bridge.Slf4JEventListener;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.micrometer.tracing.autoconfigure.TracingProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.observation.ServerRequestObservationContext;

/** What is traced: requests, jobs, and the work done for them. */
@Configuration(proxyBeanMethods = false)
@Conditional(TracingSwitch.On.class)
class TraceConfiguration {

    /**
     * Samples a share of the traces by their ids, so every process makes the same choice. The sampled flag of clients is ignored:
     * otherwise any client could have all its requests traced.
     */
    @Bean
    Sampler tracesOfRequestsAndJobs(TracingProperties properties) {
        Sampler share = Sampler.traceIdRatioBased(properties.getSampling().getProbability());
        return Sampler.parentBasedBuilder(new RootSampler(share)).setRemoteParentSampled(share).build();
    }

    /** Probes and scrapes are not traced. */
    @Bean
    ObservationPredicate noProbes() {
        return (_, context) -> !(context instanceof ServerRequestObservationContext request && isOfOperations(request.getCarrier()));
    }

    private static boolean isOfOperations(@Nullable HttpServletRequest request) {
        return request != null && request.getRequestURI().startsWith("/actuator/");
    }

    /** Uses the same naming style in the log as the other fields. */
    @Bean
    Slf4JEventListener traceInTheLog() {
        return new Slf4JEventListener("trace_id", "span_id");
    }
}
