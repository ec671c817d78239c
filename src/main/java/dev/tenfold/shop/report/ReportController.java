package dev.tenfold.shop.report;

import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.api.route.Routes;
import dev.tenfold.jobs.job.JobResponse;
import dev.tenfold.security.identity.Caller;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

@RestController
class ReportController implements ReportApi {

    private final ReportService reports;

    ReportController(ReportService reports) {
        this.reports = reports;
    }

    @Override
    @PostMapping(path = Routes.ORDER_REPORTS, version = "1+", consumes = APPLICATION_JSON_VALUE, produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<JobResponse> orders(@AuthenticationPrincipal Caller caller, @RequestBody OrderReportRequest request,
            ApiVersion version) {
        return JobResponse.accepted(reports.request(caller, request.from(), request.to()), version);
    }
}
