package dev.tenfold.jobs.job;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** Metrics of job attempts, by kind. */
@Component
class JobMetrics {

    private static final Duration[] BUCKETS = {Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(10),
        Duration.ofMinutes(1), Duration.ofMinutes(10)};

    private static final String RETRIES = "tenfold.jobs.retries";
    private static final String WAITS = "tenfold.jobs.waits";
    private static final String DEAD = "tenfold.jobs.dead";

    private final MeterRegistry metrics;

    /** Makes the counters of all kinds: an alert sees no increase in a counter that begins at one. */
    JobMetrics(MeterRegistry metrics, List<JobKind<?>> kinds) {
        this.metrics = metrics;
        kinds.forEach(kind -> List.of(RETRIES, WAITS, DEAD).forEach(name -> metrics.counter(name, "kind", kind.name())));
    }

    /** An attempt has ended. */
    void ended(Job job, AttemptOutcome outcome, Duration took) {
        Timer.builder("tenfold.jobs.duration").description("Job attempts and their duration").tag("kind", job.kind())
                .tag("outcome", outcome.tag)
                .serviceLevelObjectives(BUCKETS).register(metrics).record(took);
        switch (outcome) {
            case RETRY -> metrics.counter(RETRIES, "kind", job.kind()).increment();
            case WAITS -> metrics.counter(WAITS, "kind", job.kind()).increment();
            case DEAD -> metrics.counter(DEAD, "kind", job.kind()).increment();
            case SUCCEEDED, REFUSED, HANDED_BACK -> {}
        }
    }

    /** How an attempt ended. */
    enum AttemptOutcome {
        SUCCEEDED("succeeded"),
        /** It failed, and there will be another attempt. */
        RETRY("failed"),
        /** It found another service unavailable, and there will be another attempt. */
        WAITS("waits"),
        /** It failed, and was the last attempt. */
        DEAD("dead"),
        /** It failed because of the user's input, and was the last attempt. */
        REFUSED("refused"),
        /** The worker shut down before the attempt was finished. */
        HANDED_BACK("handed_back");

        private final String tag;

        AttemptOutcome(String tag) {
            this.tag = tag;
        }
    }
}
