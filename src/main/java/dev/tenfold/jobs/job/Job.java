package dev.tenfold.jobs.job;

import dev.tenfold.security.identity.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job as it stands.
 *
 * @param progress in percent
 * @param payload JSON
 * @param attempts begun so far
 * @param error of the last attempt, where that failed
 * @param requestId of the request that asked for it
 * @param traceparent of that request, where it bore one
 * @param result where it made one
 */
public record Job(JobId id, String kind, JobStatus status, int progress, UserId queuedBy, String payload, int attempts,
        @Nullable String error,
        @Nullable String requestId, @Nullable String traceparent, Instant createdAt, @Nullable Instant finishedAt,
        @Nullable JobResult result) {}
