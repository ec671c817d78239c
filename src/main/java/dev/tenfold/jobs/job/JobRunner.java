package dev.tenfold.jobs.job;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import dev.tenfold.jobs.job.JobMetrics.AttemptOutcome;
import dev.tenfold.jobs.storage.FileStore;
import dev.tenfold.platform.failure.Failure;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.platform.tracing.CurrentTrace;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Makes one attempt at a job, and decides what becomes of the job after it. */
@Component
class JobRunner {

    static final int MOST_ATTEMPTS = 8;

    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
    private static final String DIED = "The worker ended in the middle of the job, each time it was tried";
    private static final String UNEXPECTED = "Something failed that should not have; it is logged under the job's id";

    private final JobRepository jobs;
    private final Transactions transactions;
    private final FileStore files;
    private final JobMetrics metrics;
    private final JsonMapper json;
    private final Clock clock;
    private final ObservationRegistry observations;
    private final Duration retryPause;

    JobRunner(JobRepository jobs, Transactions transactions, FileStore files, JobMetrics metrics, JsonMapper json, Clock clock,
            JobProperties properties, ObservationRegistry observations) {
        this.observations = observations;
        this.jobs = jobs;
        this.transactions = transactions;
        this.files = files;
        this.metrics = metrics;
        this.json = json;
        this.clock = clock;
        this.retryPause = properties.retryPause();
    }

    /**
     * Answers what db-scheduler is to do with its entry. How the job ended is written in the transaction that takes the entry away or puts it off: so
     * they never differ, and one commit does for both.
     *
     * @param stopping whether this worker stops, so that an attempt which was cut short is no fault of the job
     */
    <P> CompletionHandler<Void> attempt(JobKind<P> kind, JobId id, BooleanSupplier stopping) {
        Optional<Job> begun = jobs.begin(id);
        if (begun.isEmpty()) {
            return (_, entry) -> entry.remove(); // it has finished, or was forgotten
        }
        Job job = begun.get();
        if (job.attempts() > MOST_ATTEMPTS) {
            return dead(job, job.error() == null ? DIED : job.error(), Duration.ZERO);
        }
        try (var _ = MDC.putCloseable("job_id", id.toString()); var _ = MDC.putCloseable("request_id", job.requestId());
                var _ = MDC.putCloseable(CurrentTrace.TRACEPARENT, job.traceparent())) {
            Observation attempt = JobTraces.attempt(job, observations);
            return attempt.observe(() -> run(kind, job, stopping, attempt));
        }
    }

    private <P> CompletionHandler<Void> run(JobKind<P> kind, Job job, BooleanSupplier stopping, Observation attempt) {
        long start = System.nanoTime();
        try {
            var run = new JobRun(job.id(), job.queuedBy(), files, done -> jobs.progress(job, done));
            kind.run(json.readValue(job.payload(), kind.payload()), run);
            return succeeded(job, run.result(), since(start));
        } catch (RuntimeException failure) { // whatever a kind throws ends its attempt and nothing else
            attempt.error(failure);
            return stopping.getAsBoolean() ? handedBack(job, since(start)) : failed(job, failure, since(start));
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private CompletionHandler<Void> succeeded(Job job, @Nullable JobResult result, Duration took) {
        return ended(job, AttemptOutcome.SUCCEEDED, took, (_, entry) -> {
            jobs.succeed(job, result, clock.instant());
            entry.remove();
        });
    }

    private CompletionHandler<Void> dead(Job job, String error, Duration took) {
        return ended(job, AttemptOutcome.DEAD, took, (_, entry) -> {
            jobs.fail(job, error, clock.instant());
            entry.remove();
        });
    }

    private CompletionHandler<Void> handedBack(Job job, Duration took) {
        LOG.info("Job {} is handed back: this worker stops", job.id());
        return ended(job, AttemptOutcome.HANDED_BACK, took, (complete, entry) -> {
            jobs.again(job, null, true);
            entry.reschedule(complete, clock.instant());
        });
    }

    private CompletionHandler<Void> failed(Job job, RuntimeException failure, Duration took) {
        String error = failure instanceof Failure expected ? expected.detail() : UNEXPECTED;
        if (job.attempts() == MOST_ATTEMPTS) {
            LOG.error("Job {} of kind {} failed for good, at attempt {}", job.id(), job.kind(), job.attempts(), failure);
            return dead(job, error, took);
        }
        Duration pause = pause(job.attempts());
        LOG.warn("Job {} of kind {} failed at attempt {}, next in {}", job.id(), job.kind(), job.attempts(), pause, failure);
        return ended(job, AttemptOutcome.RETRY, took, (complete, entry) -> {
            jobs.again(job, error, false);
            entry.reschedule(complete, clock.instant().plus(pause));
        });
    }

    private CompletionHandler<Void> ended(Job job, AttemptOutcome outcome, Duration took, CompletionHandler<Void> statements) {
        return (complete, entry) -> {
            Thread.interrupted(); // where this worker stops: or they would not be sent
            transactions.run(() -> statements.complete(complete, entry));
            metrics.ended(job, outcome, took);
        };
    }

    /** Twice as long after each attempt; half of it is chance, so that what failed together comes back apart. */
    Duration pause(int attempts) {
        Duration longest = retryPause.multipliedBy(1L << (attempts - 1));
        return longest.dividedBy(2).plusNanos(ThreadLocalRandom.current().nextLong(longest.dividedBy(2).toNanos() + 1));
    }
}
