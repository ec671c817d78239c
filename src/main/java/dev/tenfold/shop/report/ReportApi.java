package dev.tenfold.shop.report;

import dev.tenfold.api.problem.Problems;
import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.jobs.job.JobResponse;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.security.identity.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.springframework.http.ResponseEntity;

/** The OpenAPI documentation of {@link ReportController}, and the constraints of its parameters. */
@Tag(name = "Orders")
interface ReportApi {

    @Operation(operationId = "reportOrders", summary = "Request a report of the orders of a period",
            description = "For admins. Queues a job that makes a CSV file (RFC 4180, UTF-8 with a byte order mark) with one line for each order line. "
                    + "Amounts are in minor units. A text that a spreadsheet would take for a formula has an apostrophe before it; the import of products removes it.")
    @ApiResponse(responseCode = "202", useReturnTypeSchema = true,
            headers = @Header(name = "Location", ref = "#/components/headers/Location"))
    @Problems(ProblemCode.TOO_MANY_JOBS)
    ResponseEntity<JobResponse> orders(Caller caller, @Valid OrderReportRequest request, ApiVersion version);
}
