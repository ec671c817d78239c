package dev.tenfold.jobs.job;

import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** The number of unfinished jobs. Every worker reports the same total, so a dashboard must show the maximum, not the sum. */
@Component
@OnRole(ProcessRole.WORKER)
class JobGauges {

    private static final Logger LOG = LoggerFactory.getLogger(JobGauges.class);
    /** Without succeeded jobs: there are many, and they are not interesting. */
    private static final List<JobStatus> WATCHED = List.of(JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.FAILED);

    private final JobRepository jobs;
    private final JobCleanupRepository backlog;
    private final Clock clock;
    private final Map<JobStatus, Integer> depth = new ConcurrentHashMap<>();
    private volatile @Nullable Instant oldest;
    private volatile int waiting;

    JobGauges(JobRepository jobs, JobCleanupRepository backlog, Clock clock, MeterRegistry metrics) {
        this.jobs = jobs;
        this.backlog = backlog;
        this.clock = clock;
        WATCHED.forEach(status -> Gauge.builder("tenfold.jobs.depth", depth, counted -> counted.getOrDefault(status, 0))
                .description("Jobs by status, counted up to 100,000").tag("status", status.value()).register(metrics));
        Gauge.builder("tenfold.jobs.waiting", () -> waiting)
                .description("Jobs that wait for another service, such as the mail server, counted up to 100,000").register(metrics);
        Gauge.builder("tenfold.jobs.oldest.queued", this, JobGauges::age)
                .description("Age of the oldest queued job that does not wait for another service")
                .baseUnit("seconds").register(metrics);
    }

    @Scheduled(fixedDelayString = "${tenfold.job.gauge-interval:" + JobProperties.GAUGE_INTERVAL + "}")
    void refresh() {
        try {
            WATCHED.forEach(status -> depth.put(status, jobs.count(status)));
            oldest = backlog.oldestQueued().orElse(null);
            waiting = backlog.countWaiting();
        } catch (DataAccessException away) {
            LOG.debug("Could not count the jobs", away);
        }
    }

    private double age() {
        Instant since = oldest;
        return since == null ? 0 : Math.max(0, Duration.between(since, clock.instant()).toMillis() / 1_000.0);
    }
}
