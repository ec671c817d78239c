package dev.tenfold.jobs.job;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import dev.tenfold.jobs.job.JobMetrics.AttemptOutcome;
import dev.tenfold.jobs.job.JobRun.StaleAttempt;
import dev.tenfold.jobs.job.RetryPolicy.Decision;
import dev.tenfold.jobs.storage.FileStore;
import dev.tenfold.platform.jdbc.DatabaseClock;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.platform.tracing.CurrentTrace;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Makes one attempt at a job, then writes the result or schedules a retry. */
@Component
class JobRunner {

    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
    private static final String DIED = "The worker process ended during every attempt at this job";

    private final JobRepository jobs;
    private final Transactions transactions;
    private final FileStore files;
    private final JobMetrics metrics;
    private final JsonMapper json;
    private final Clock clock;
    private final DatabaseClock databaseClock;
    private final RetryPolicy retries;
    private final ObservationRegistry observations;

    JobRunner(JobRepository jobs, Transactions transactions, FileStore files, JobMetrics metrics, JsonMapper json, Clock clock,
            DatabaseClock databaseClock, RetryPolicy retries, ObservationRegistry observations) {
        this.observations = observations;
        this.jobs = jobs;
        this.transactions = transactions;
        this.files = files;
        this.metrics = metrics;
        this.json = json;
        this.clock = clock;
        this.databaseClock = databaseClock;
        this.retries = retries;
    }

    /**
     * Returns what db-scheduler must do with its entry. The job's result is written in the same transaction that removes or reschedules
     * the entry, so they never differ, and one commit is enough.
     * @param stopping whether this worker is shutting down: then an interrupted attempt does not count as a failure of the job
     */
    <P> CompletionHandler<Void> attempt(JobKind<P> kind, JobId id, BooleanSupplier stopping) {
        Optional<Job> begun = jobs.begin(id);
        if (begun.isEmpty()) {
            return (_, entry) -> entry.remove(); // the job has finished or was deleted
        }
        Job job = begun.get();
        if (job.failures() > RetryPolicy.MOST_FAILURES) {
            return ended(job, AttemptOutcome.DEAD, job.error() == null ? DIED : job.error(), null, Duration.ZERO);
        }
        try (var _ = MDC.putCloseable("job_id", id.toString()); var _ = MDC.putCloseable("request_id", job.requestId());
                var _ = MDC.putCloseable(CurrentTrace.TRACEPARENT, job.traceparent())) {
            Observation attempt = JobTraces.attempt(job, observations);
            return attempt.observe(() -> run(kind, job, stopping, attempt));
        }
    }

    private <P> CompletionHandler<Void> run(JobKind<P> kind, Job job, BooleanSupplier stopping, Observation attempt) {
        long start = System.nanoTime();
        var run = new JobRun(job, files, done -> jobs.progress(job, done), () -> jobs.storing(job));
        try {
            kind.run(json.readValue(job.payload(), kind.payload()), run);
            return succeeded(job, run.result(), since(start));
        } catch (StaleAttempt stale) {
            LOG.warn("Attempt {} at job {} ends: {}", job.attempts(), job.id(), stale.getMessage());
            return (_, _) -> {}; // the entry belongs to the other attempt
        } catch (RuntimeException failure) { // whatever a kind throws fails only this attempt
            attempt.error(failure);
            return stopping.getAsBoolean() ? handedBack(job, since(start)) : failed(job, failure, run.result(), since(start));
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

    private CompletionHandler<Void> ended(Job job, AttemptOutcome outcome, String error, @Nullable JobResult result, Duration took) {
        return ended(job, outcome, took, (_, entry) -> {
            jobs.fail(job, error, result, clock.instant());
            entry.remove();
        });
    }

    private CompletionHandler<Void> handedBack(Job job, Duration took) {
        LOG.info("Job {} is queued again, because this worker is stopping", job.id());
        return again(job, AttemptOutcome.HANDED_BACK, took, Duration.ZERO, () -> jobs.handBack(job));
    }

    private CompletionHandler<Void> failed(Job job, RuntimeException failure, @Nullable JobResult result, Duration took) {
        if (failure instanceof PermanentFailure permanent && permanent.isOfInput()) {
            LOG.info("Job {} of kind {} cannot use its input: {}", job.id(), job.kind(), permanent.getMessage());
            return ended(job, AttemptOutcome.REFUSED, String.valueOf(permanent.getMessage()), result, took);
        }
        return switch (retries.after(job, failure, databaseClock.instant())) {
            case Decision.GiveUp(String error) -> {
                LOG.error("Job {} of kind {} failed at attempt {}. It is not retried", job.id(), job.kind(), job.attempts(), failure);
                yield ended(job, AttemptOutcome.DEAD, error, result, took);
            }
            case Decision.Retry(String error, Duration pause) -> {
                LOG.warn("Job {} of kind {} failed at attempt {}. Retrying in {}", job.id(), job.kind(), job.attempts(), pause, failure);
                yield again(job, AttemptOutcome.RETRY, took, pause, () -> jobs.again(job, error));
            }
            case Decision.Wait(String error, Duration pause) -> {
                LOG.warn("Job {} of kind {} waits for another service and is tried again in {}: {}", job.id(), job.kind(), pause,
                        failure.toString());
                yield again(job, AttemptOutcome.WAITS, took, pause, () -> jobs.await(job, error));
            }
        };
    }

    private CompletionHandler<Void> again(Job job, AttemptOutcome outcome, Duration took, Duration pause, Runnable requeue) {
        return ended(job, outcome, took, (complete, entry) -> {
            requeue.run();
            entry.reschedule(complete, databaseClock.instant().plus(pause));
        });
    }

    private CompletionHandler<Void> ended(Job job, AttemptOutcome outcome, Duration took, CompletionHandler<Void> statements) {
        return (complete, entry) -> {
            Thread.interrupted(); // clear the interrupt of a shutdown: otherwise the statements would not be sent
            transactions.run(() -> statements.complete(complete, entry));
            metrics.ended(job, outcome, took);
        };
    }
}
