package dev.tenfold.shop.report;

import dev.tenfold.jobs.job.JobResponse;
import dev.tenfold.security.identity.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

@Tag(name = "Orders")
@RestController
class ReportController {

    private final ReportService reports;

    ReportController(ReportService reports) {
        this.reports = reports;
    }

    @Operation(operationId = "reportOrders", summary = "Have a report of a period's orders made",
            description = "For admins. The job makes a CSV file (RFC 4180) with a line for each line of an order; amounts are in minor units.")
    @ApiResponse(responseCode = "202", useReturnTypeSchema = true,
            headers = @Header(name = "Location", ref = "#/components/headers/Location"))
    @PostMapping(path = "/api/v1/reports/orders", consumes = APPLICATION_JSON_VALUE, produces = APPLICATION_JSON_VALUE)
    ResponseEntity<JobResponse> orders(@AuthenticationPrincipal Caller caller, @Valid @RequestBody OrderReportRequest request) {
        return JobResponse.accepted(reports.request(caller, request));
    }
}
