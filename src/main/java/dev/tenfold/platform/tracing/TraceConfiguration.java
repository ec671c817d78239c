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

/** What is traced: requests and jobs, and what is done for them. */
@Configuration(proxyBeanMethods = false)
@Conditional(TracingSwitch.On.class)
class TraceConfiguration {

    /**
     * A share of the traces, chosen by their ids, so that every process chooses the same. Clients are not believed when they say that theirs is to
     * be kept: whoever likes could have each of theirs kept.
     */
    @Bean
    Sampler tracesOfRequestsAndJobs(TracingProperties properties) {
        Sampler share = Sampler.traceIdRatioBased(properties.getSampling().getProbability());
        return Sampler.parentBasedBuilder(new RootSampler(share)).setRemoteParentSampled(share).build();
    }

    /** Probes and scrapes are nobody's request. */
    @Bean
    ObservationPredicate noProbes() {
        return (_, context) -> !(context instanceof ServerRequestObservationContext request && isOfOperations(request.getCarrier()));
    }

    private static boolean isOfOperations(@Nullable HttpServletRequest request) {
        return request != null && request.getRequestURI().startsWith("/actuator/");
    }

    /** In the log, names are as those beside them. */
    @Bean
    Slf4JEventListener traceInTheLog() {
        return new Slf4JEventListener("trace_id", "span_id");
    }
}
