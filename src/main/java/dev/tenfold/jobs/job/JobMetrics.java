package dev.tenfold.jobs.job;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Metrics of job attempts, by kind. */
@Component
class JobMetrics {

    private static final Duration[] BUCKETS = {Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(10),
        Duration.ofMinutes(1), Duration.ofMinutes(10)};

    private final MeterRegistry metrics;

    JobMetrics(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    /** An attempt has ended. */
    void ended(Job job, AttemptOutcome outcome, Duration took) {
        Timer.builder("tenfold.jobs.duration").description("Job attempts and their duration").tag("kind", job.kind())
                .tag("outcome", outcome.tag)
                .serviceLevelObjectives(BUCKETS).register(metrics).record(took);
        switch (outcome) {
            case RETRY -> metrics.counter("tenfold.jobs.retries", "kind", job.kind()).increment();
            case DEAD -> metrics.counter("tenfold.jobs.dead", "kind", job.kind()).increment();
            case SUCCEEDED, HANDED_BACK -> {}
        }
    }

    /** How an attempt ended. */
    enum AttemptOutcome {
        SUCCEEDED("succeeded"),
        /** It failed, and there will be another attempt. */
        RETRY("failed"),
        /** It failed, and was the last attempt. */
        DEAD("dead"),
        /** The worker shut down before the attempt was finished. */
        HANDED_BACK("handed_back");

        private final String tag;

        AttemptOutcome(String tag) {
            this.tag = tag;
        }
    }
}
