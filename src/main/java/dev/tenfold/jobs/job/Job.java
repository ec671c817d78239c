package dev.tenfold.jobs.job;

import dev.tenfold.security.identity.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job and its current status.
 * @param progress in percent
 * @param queuedBy the user who queued it; null if nobody was signed in
 * @param payload JSON
 * @param attempts how many attempts have begun; so it also numbers the current one
 * @param failures how many of them failed or did not end, and counts one that is running
 * @param waitingSince since when each attempt has found another service unavailable, or null
 * @param error the error of the last attempt, if it failed
 * @param requestId the id of the request that queued it
 * @param traceparent the trace context of that request, if it had one
 * @param result the file that the job created, if any
 */
public record Job(JobId id, String kind, JobStatus status, int progress, @Nullable UserId queuedBy, String payload, int attempts,
        int failures, @Nullable Instant waitingSince, @Nullable String error,
        @Nullable String requestId, @Nullable String traceparent, Instant createdAt, @Nullable Instant finishedAt,
        @Nullable JobResult result) {}
