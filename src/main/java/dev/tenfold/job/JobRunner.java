package dev.tenfold.job;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import dev.tenfold.file.FileStore;
import dev.tenfold.job.JobMetrics.Outcome;
import dev.tenfold.problem.Failure;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
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
    private final FileStore files;
    private final JobMetrics metrics;
    private final JsonMapper json;
    private final Clock clock;
    private final ObservationRegistry observations;
    private final Duration retryPause;

    JobRunner(JobRepository jobs, FileStore files, JobMetrics metrics, JsonMapper json, Clock clock, JobProperties properties,
            ObservationRegistry observations) {
        this.observations = observations;
        this.jobs = jobs;
        this.files = files;
        this.metrics = metrics;
        this.json = json;
        this.clock = clock;
        this.retryPause = properties.retryPause();
    }

    /** @param stopping whether this worker stops, so that an attempt which was cut short is no fault of the job */
    <P> CompletionHandler<Void> attempt(JobKind<P> kind, JobId id, BooleanSupplier stopping) {
        Optional<Job> begun = jobs.begin(id);
        if (begun.isEmpty()) {
            return JobRunner::remove; // a worker that died had finished it, and could not say so any more
        }
        Job job = begun.get();
        if (job.attempts() > MOST_ATTEMPTS) {
            jobs.fail(job, job.error() == null ? DIED : job.error(), clock.instant());
            metrics.ended(job, Outcome.DEAD, Duration.ZERO);
            return JobRunner::remove;
        }
        try (var _ = MDC.putCloseable("job_id", id.toString()); var _ = MDC.putCloseable("request_id", job.requestId());
                var _ = MDC.putCloseable("traceparent", job.traceparent())) {
            Observation attempt = JobTraces.attempt(job, observations);
            return attempt.observe(() -> run(kind, job, stopping, attempt));
        }
    }

    private <P> CompletionHandler<Void> run(JobKind<P> kind, Job job, BooleanSupplier stopping, Observation attempt) {
        long start = System.nanoTime();
        try {
            var run = new JobRun(job.id(), job.queuedBy(), files, done -> jobs.progress(job, done));
            kind.run(json.readValue(job.payload(), kind.payload()), run);
            jobs.succeed(job, run.result(), clock.instant());
            metrics.ended(job, Outcome.SUCCEEDED, since(start));
            return JobRunner::remove;
        } catch (RuntimeException failure) { // whatever a kind throws ends its attempt and nothing else
            attempt.error(failure);
            if (stopping.getAsBoolean()) {
                metrics.ended(job, Outcome.HANDED_BACK, since(start));
                return handBack(job);
            }
            metrics.ended(job, job.attempts() == MOST_ATTEMPTS ? Outcome.DEAD : Outcome.RETRY, since(start));
            return failed(job, failure);
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private CompletionHandler<Void> handBack(Job job) {
        Thread.interrupted(); // or the statement below would not be sent
        LOG.info("Handed job {} back: this worker stops", job.id());
        jobs.again(job, null, true);
        return (complete, operations) -> operations.reschedule(complete, clock.instant());
    }

    private CompletionHandler<Void> failed(Job job, RuntimeException failure) {
        String error = failure instanceof Failure expected ? expected.detail() : UNEXPECTED;
        if (job.attempts() == MOST_ATTEMPTS) {
            LOG.error("Job {} of kind {} failed for good, at attempt {}", job.id(), job.kind(), job.attempts(), failure);
            jobs.fail(job, error, clock.instant());
            return JobRunner::remove;
        }
        Duration pause = pause(job.attempts());
        LOG.warn("Job {} of kind {} failed at attempt {}, next in {}", job.id(), job.kind(), job.attempts(), pause, failure);
        jobs.again(job, error, false);
        return (complete, operations) -> operations.reschedule(complete, clock.instant().plus(pause));
    }

    /** Twice as long after each attempt; half of it is chance, so that what failed together comes back apart. */
    Duration pause(int attempts) {
        Duration longest = retryPause.multipliedBy(1L << (attempts - 1));
        return longest.dividedBy(2).plusNanos(ThreadLocalRandom.current().nextLong(longest.dividedBy(2).toNanos() + 1));
    }

    private static void remove(ExecutionComplete complete, ExecutionOperations<Void> operations) {
        operations.remove();
    }
}
