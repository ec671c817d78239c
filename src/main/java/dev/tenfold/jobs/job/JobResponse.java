package dev.tenfold.jobs.job;

import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.api.route.Routes;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/** A job as clients see it. */
@Schema(name = "Job")
public record JobResponse(
        JobId id,
        @Schema(example = "invoice", maxLength = 64) String kind,
        JobStatus status,
        @Schema(description = "Progress in percent.", example = "40", minimum = "0", maximum = "100") int progress,
        @Schema(description = "The address of the result file. Present when the job has ended, if it made a file. A failed job may have one too: an import that stopped within its file.",
                format = "uri-reference",
                maxLength = 200, example = "/api/v1/jobs/019a9e2b-7c1d-7f3a-9b64-3d2c1e0f4a5b/result") @Nullable String resultUrl,
        @Schema(description = "Why the last attempt failed, if it failed.", maxLength = 2000,
                example = "There is no such order") @Nullable String error,
        Instant createdAt,
        @Nullable Instant finishedAt) {

    /** @param version the version of the API that the client uses */
    static JobResponse of(Job job, ApiVersion version) {
        String result = job.result() == null ? null : path(job, version) + "/result";
        return new JobResponse(job.id(), job.kind(), job.status(), job.progress(), result, job.error(), job.createdAt(), job.finishedAt());
    }

    /** The response to a request that queued a job. */
    public static ResponseEntity<JobResponse> accepted(Job job, ApiVersion version) {
        return ResponseEntity.accepted().location(URI.create(path(job, version))).body(of(job, version));
    }

    private static String path(Job job, ApiVersion version) {
        return version.path(Routes.JOBS) + "/" + job.id();
    }
}
