package dev.tenfold.jobs.job;

import dev.tenfold.api.paging.Page;
import dev.tenfold.api.paging.PageV2;
import dev.tenfold.api.paging.Paging;
import dev.tenfold.api.problem.Problems;
import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.security.identity.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

/** The OpenAPI documentation of {@link JobController}, and the constraints of its parameters. */
@Tag(name = "Jobs")
interface JobApi {

    String CSV = "text/csv";
    String KIND = "^[a-z_]{1,64}$";

    @Operation(operationId = "readJob", summary = "Read a job", description = "For the user who requested the job and for admins.")
    JobResponse get(Caller caller, JobId id, ApiVersion version);

    @Operation(operationId = "readJobResult", summary = "Download the result file of a job",
            description = "For the user who requested the job and for admins. The content depends on the kind of job.")
    @ApiResponse(responseCode = "200", content = {
        @Content(mediaType = MediaType.APPLICATION_PDF_VALUE, schema = @Schema(type = "string", format = "binary")),
        @Content(mediaType = CSV, schema = @Schema(type = "string", format = "binary")),
        @Content(mediaType = APPLICATION_JSON_VALUE, schema = @Schema(implementation = RowReport.class))})
    ResponseEntity<InputStreamResource> result(Caller caller, JobId id);

    @Operation(operationId = "listJobs", summary = "List jobs, newest first", description = "For admins.")
    ResponseEntity<Page<JobResponse>> list(
            @Pattern(regexp = JobStatus.NAMES) @Nullable String status,
            @Valid Paging paging, ApiVersion version, HttpServletRequest request);

    @Operation(operationId = "listJobs", summary = "List jobs, newest first", description = "For admins.")
    ResponseEntity<PageV2<JobResponse>> listV2(
            @Pattern(regexp = JobStatus.NAMES) @Nullable String status,
            @Valid Paging paging, ApiVersion version, HttpServletRequest request);

    @Operation(operationId = "retryJob", summary = "Retry a failed job", description = "For admins.")
    @Problems(ProblemCode.NOT_FAILED)
    JobResponse retry(Caller caller, JobId id, ApiVersion version);

    @Operation(operationId = "retryJobs", summary = "Retry many failed jobs",
            description = "For admins. Retries up to 1,000 failed jobs, the oldest first. Repeat the request until `retried` is 0. "
                    + "A job is skipped if another one has done or will do the same.")
    @Problems(ProblemCode.NOT_FAILED)
    RetriedJobs retryAll(
            @Parameter(description = "Only jobs of this kind.", example = "mail",
                    schema = @Schema(pattern = KIND, maxLength = 64))
            @Pattern(regexp = KIND) @Nullable String kind);
}
