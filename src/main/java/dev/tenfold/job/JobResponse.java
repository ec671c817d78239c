package dev.tenfold.job;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A job as clients see it. */
@Schema(name = "Job")
record JobResponse(
        JobId id,
        @Schema(example = "invoice", maxLength = 64) String kind,
        JobStatus status,
        @Schema(description = "Percent.", example = "40", minimum = "0", maximum = "100") int progress,
        @Schema(description = "Why the last attempt failed, where it did.", maxLength = 2000,
                example = "There is no such order") @Nullable String error,
        Instant createdAt,
        @Nullable Instant finishedAt) {

    static JobResponse of(Job job) {
        return new JobResponse(job.id(), job.kind(), job.status(), job.progress(), job.error(), job.createdAt(), job.finishedAt());
    }
}
