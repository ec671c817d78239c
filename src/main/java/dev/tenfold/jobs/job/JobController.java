package dev.tenfold.jobs.job;

import dev.tenfold.api.paging.Links;
import dev.tenfold.api.paging.Page;
import dev.tenfold.api.paging.PageV2;
import dev.tenfold.api.paging.Paging;
import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.api.route.Routes;
import dev.tenfold.jobs.job.JobService.ResultFile;
import dev.tenfold.security.identity.Caller;
import jakarta.servlet.http.HttpServletRequest;
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

@RestController
@RequestMapping(path = Routes.JOBS, version = "1+", produces = APPLICATION_JSON_VALUE)
class JobController implements JobApi {

    private final JobService jobs;

    JobController(JobService jobs) {
        this.jobs = jobs;
    }

    @Override
    @GetMapping("/{id}")
    public JobResponse get(@AuthenticationPrincipal Caller caller, @PathVariable JobId id, ApiVersion version) {
        return JobResponse.of(jobs.get(caller, id), version);
    }

    @Override
    @GetMapping(path = "/{id}/result", produces = {MediaType.APPLICATION_PDF_VALUE, CSV, APPLICATION_JSON_VALUE})
    public ResponseEntity<InputStreamResource> result(@AuthenticationPrincipal Caller caller, @PathVariable JobId id) {
        ResultFile file = jobs.result(caller, id);
        return ResponseEntity.ok().contentType(MediaType.parseMediaType(file.description().type())).contentLength(file.content().length())
                .header(HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment().filename(file.description().name()).build().toString())
                .body(new InputStreamResource(file.content().bytes()));
    }

    @Override
    @GetMapping(version = "1")
    public ResponseEntity<Page<JobResponse>> list(@RequestParam(required = false) @Nullable String status,
            @ParameterObject Paging paging, ApiVersion version, HttpServletRequest request) {
        Page<JobResponse> page = jobs.list(status == null ? null : JobStatus.of(status), paging).map(job -> JobResponse.of(job, version));
        return Links.withNext(ResponseEntity.ok(), page, request).body(page);
    }

    @Override
    @GetMapping(version = "2+")
    public ResponseEntity<PageV2<JobResponse>> listV2(@RequestParam(required = false) @Nullable String status,
            @ParameterObject Paging paging, ApiVersion version, HttpServletRequest request) {
        return PageV2.of(list(status, paging, version, request), paging);
    }

    @Override
    @PostMapping("/{id}/retry")
    public JobResponse retry(@AuthenticationPrincipal Caller caller, @PathVariable JobId id, ApiVersion version) {
        return JobResponse.of(jobs.retry(caller, id), version);
    }

    @Override
    @PostMapping("/retry")
    public RetriedJobs retryAll(@RequestParam(required = false) @Nullable String kind) {
        return new RetriedJobs(jobs.retryAll(kind));
    }
}
