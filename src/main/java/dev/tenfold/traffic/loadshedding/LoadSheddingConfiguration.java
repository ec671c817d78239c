package dev.tenfold.traffic.loadshedding;

import dev.tenfold.api.problem.ProblemResponses;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jetty.autoconfigure.JettyServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Checks that the limit is below the number of Jetty's threads: each active request needs one. */
@Configuration(proxyBeanMethods = false)
class LoadSheddingConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(LoadSheddingConfiguration.class);

    @Bean
    LoadSheddingHandler overloadHandler(LoadSheddingProperties properties, JettyServerProperties jetty, ConcurrencyLimiter limiter,
            LoadSheddingMetrics metrics,
            ProblemResponses problems) {
        if (!properties.enabled()) {
            LOG.warn("Overload protection is off: tenfold.loadshedding.enabled is false");
        } else if (jetty.getThreads().getMax() <= properties.maxConcurrency() + properties.signIns()) {
            throw new IllegalStateException(
                    "Up to %d requests may run at once (tenfold.loadshedding.max-concurrency plus sign-ins), but Jetty has only %d threads: raise server.jetty.threads.max or lower tenfold.loadshedding.max-concurrency"
                            .formatted(properties.maxConcurrency() + properties.signIns(), jetty.getThreads().getMax()));
        }
        return new LoadSheddingHandler(properties, limiter, metrics, problems);
    }
}
