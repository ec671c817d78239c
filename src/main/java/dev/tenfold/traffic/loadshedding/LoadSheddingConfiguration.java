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
            LOG.warn("tenfold.loadshedding.enabled is false: no request is refused for being one too many");
        } else if (jetty.getThreads().getMax() <= properties.maxConcurrency() + properties.signIns()) {
            throw new IllegalStateException(
                    "Up to %d requests may be at work (tenfold.loadshedding.max-concurrency and sign-ins), and Jetty has %d threads: raise server.jetty.threads.max or lower tenfold.loadshedding.max-concurrency"
                            .formatted(properties.maxConcurrency() + properties.signIns(), jetty.getThreads().getMax()));
        }
        return new LoadSheddingHandler(properties, limiter, metrics, problems);
    }
}
