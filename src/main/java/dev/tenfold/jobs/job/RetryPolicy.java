package dev.tenfold.jobs.job;

import dev.tenfold.jobs.storage.FileStoreException;
import dev.tenfold.platform.failure.Failure;
import dev.tenfold.platform.failure.Failure.Unavailable;
import dev.tenfold.platform.jdbc.DataFailures;
import dev.tenfold.platform.jdbc.SqlState;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.stereotype.Component;

/**
 * Decides whether a failed attempt is followed by another, and when.
 *
 * <p>An attempt that found another service unavailable (the mail server, the file store, the database) says nothing about the job: the job
 * waits, for days. Its pauses grow with the time that it has waited. Any other failure is probably a bug or bad input: after eight of them,
 * which takes about two minutes when attempts are short, the job has failed. A {@link PermanentFailure} ends the job at once.
 */
@Component
class RetryPolicy {

    static final int MOST_FAILURES = 8;

    private static final String NO_ANSWER = "A service that this job needs does not answer";
    private static final String UNEXPECTED = "An unexpected error happened; it is logged under the job's id";

    private final JobProperties properties;

    RetryPolicy(JobProperties properties) {
        this.properties = properties;
    }

    /** What follows a failed attempt. {@code error} is for the user who queued the job. */
    sealed interface Decision {

        /** Another attempt after a pause. */
        record Retry(String error, Duration pause) implements Decision {}

        /** Another attempt after a pause, because another service is unavailable. */
        record Wait(String error, Duration pause) implements Decision {}

        /** No other attempt. */
        record GiveUp(String error) implements Decision {}
    }

    /** @param now the database's time */
    Decision after(Job job, RuntimeException failure, Instant now) {
        if (failure instanceof PermanentFailure) {
            return new Decision.GiveUp(String.valueOf(failure.getMessage()));
        }
        boolean isOutage = isOutage(failure);
        String error = failure instanceof Failure expected ? expected.detail() : isOutage ? NO_ANSWER : UNEXPECTED;
        if (isOutage) {
            Duration waited = job.waitingSince() == null ? Duration.ZERO : Duration.between(job.waitingSince(), now);
            return waited.compareTo(properties.outageLimit()) >= 0 ? new Decision.GiveUp(error)
                    : new Decision.Wait(error, partlyRandom(outagePause(waited)));
        }
        return job.failures() >= MOST_FAILURES ? new Decision.GiveUp(error) : new Decision.Retry(error, pause(job.failures()));
    }

    private static boolean isOutage(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Unavailable || cause instanceof FileStoreException) {
                return true;
            }
        }
        return DataFailures.isGone(failure) && !SqlState.of(failure).equals(SqlState.QUERY_CANCELED); // that is the job's own slow statement
    }

    /** As long as the job has waited so far, so each pause is about twice as long as the one before. */
    private Duration outagePause(Duration waited) {
        Duration atLeast = waited.compareTo(properties.outagePause()) < 0 ? properties.outagePause() : waited;
        return atLeast.compareTo(properties.outageMaxPause()) > 0 ? properties.outageMaxPause() : atLeast;
    }

    /** The pause after this many failures. It doubles after each. */
    Duration pause(int failures) {
        return partlyRandom(properties.retryPause().multipliedBy(1L << (failures - 1)));
    }

    /** Half of a pause is random, so that jobs that failed together are not retried together. */
    private static Duration partlyRandom(Duration longest) {
        return longest.dividedBy(2).plusNanos(ThreadLocalRandom.current().nextLong(longest.dividedBy(2).toNanos() + 1));
    }
}
