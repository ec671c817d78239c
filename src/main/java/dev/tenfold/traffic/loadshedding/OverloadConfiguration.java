package dev.tenfold.traffic.loadshedding;

import dev.tenfold.api.problem.Problems;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jetty.autoconfigure.JettyServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Holds the ceiling against Jetty's threads: each request at work has one. */
@Configuration(proxyBeanMethods = false)
class OverloadConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(OverloadConfiguration.class);

    @Bean
    OverloadHandler overloadHandler(OverloadProperties properties, JettyServerProperties jetty, Admission admission,
            OverloadMetrics metrics,
            Problems problems) {
        if (!properties.enabled()) {
            LOG.warn("tenfold.overload.enabled is false: no request is refused for being one too many");
        } else if (jetty.getThreads().getMax() <= properties.most() + properties.signIns()) {
            throw new IllegalStateException(
                    "Up to %d requests may be at work (tenfold.overload.most and sign-ins), and Jetty has %d threads: raise server.jetty.threads.max or lower tenfold.overload.most"
                            .formatted(properties.most() + properties.signIns(), jetty.getThreads().getMax()));
        }
        return new OverloadHandler(properties, admission, metrics, problems);
    }
}
