package dev.tenfold.jobs.job;

import dev.tenfold.api.paging.Links;
import dev.tenfold.api.paging.Page;
import dev.tenfold.api.paging.Paging;
import dev.tenfold.api.problem.Problems;
import dev.tenfold.jobs.job.JobService.Made;
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
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

@Tag(name = "Jobs")
@RestController
@RequestMapping(path = "/api/v1/jobs", produces = APPLICATION_JSON_VALUE)
class JobController {

    private static final String CSV = "text/csv";

    private final JobService jobs;

    JobController(JobService jobs) {
        this.jobs = jobs;
    }

    @Operation(operationId = "readJob", summary = "Read a job", description = "For the one who queued it and for admins.")
    @GetMapping("/{id}")
    JobResponse get(@AuthenticationPrincipal Caller caller, @PathVariable JobId id) {
        return JobResponse.of(jobs.get(caller, id));
    }

    @Operation(operationId = "readJobResult", summary = "Fetch the file that a job made",
            description = "For the one who queued it and for admins. What is in it goes by the kind of job.")
    @ApiResponse(responseCode = "200", content = {
        @Content(mediaType = MediaType.APPLICATION_PDF_VALUE, schema = @Schema(type = "string", format = "binary")),
        @Content(mediaType = CSV, schema = @Schema(type = "string", format = "binary")),
        @Content(mediaType = APPLICATION_JSON_VALUE, schema = @Schema(implementation = RowReport.class))})
    @GetMapping(path = "/{id}/result", produces = {MediaType.APPLICATION_PDF_VALUE, CSV, APPLICATION_JSON_VALUE})
    ResponseEntity<InputStreamResource> result(@AuthenticationPrincipal Caller caller, @PathVariable JobId id) {
        Made made = jobs.result(caller, id);
        return ResponseEntity.ok().contentType(MediaType.parseMediaType(made.what().type())).contentLength(made.file().length())
                .header(HttpHeaders.CONTENT_DISPOSITION, ContentDisposition.attachment().filename(made.what().name()).build().toString())
                .body(new InputStreamResource(made.file().bytes()));
    }

    @Operation(operationId = "listJobs", summary = "List jobs, the newest first", description = "For admins.")
    @GetMapping
    ResponseEntity<Page<JobResponse>> list(
            @Parameter(schema = @Schema(allowableValues = {"queued", "running", "succeeded", "failed"})) @RequestParam(
                    required = false) @Pattern(regexp = JobStatus.NAMES) @Nullable String status,
            @ParameterObject @Valid Paging paging, HttpServletRequest request) {
        Page<JobResponse> page = jobs.list(status == null ? null : JobStatus.of(status), paging).map(JobResponse::of);
        return Links.withNext(ResponseEntity.ok(), page, request).body(page);
    }

    @Operation(operationId = "retryJob", summary = "Run a job again that failed for good", description = "For admins.")
    @Problems(ProblemCode.NOT_FAILED)
    @PostMapping("/{id}/retry")
    JobResponse retry(@AuthenticationPrincipal Caller caller, @PathVariable JobId id) {
        return JobResponse.of(jobs.retry(caller, id));
    }
}
