package dev.tenfold.overload;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.autoconfigure.TomcatServerProperties;
import org.springframework.stereotype.Component;

/** Holds the ceiling against Tomcat's threads: a refusal needs one too, and so do the probes. */
@Component
class ThreadBudget {

    private static final Logger LOG = LoggerFactory.getLogger(ThreadBudget.class);

    ThreadBudget(OverloadProperties properties, TomcatServerProperties tomcat) {
        if (!properties.enabled()) {
            LOG.warn("tenfold.overload.enabled is false: no request is refused for being one too many");
            return;
        }
        int threads = tomcat.getThreads().getMax();
        int most = Admission.most(properties);
        if (threads <= most) {
            throw new IllegalStateException(
                    "Up to %d requests may be at work (tenfold.overload.most is %d), and Tomcat has %d threads, which leaves none to refuse others: "
                            .formatted(most, properties.most(), threads)
                            + "raise server.tomcat.threads.max or lower tenfold.overload.most");
        }
    }
}
