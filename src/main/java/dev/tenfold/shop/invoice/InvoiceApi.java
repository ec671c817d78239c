package dev.tenfold.shop.invoice;

import dev.tenfold.api.problem.Problems;
import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.jobs.job.JobResponse;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.security.identity.Caller;
import dev.tenfold.shop.order.OrderId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.ResponseEntity;

/** The OpenAPI documentation of {@link InvoiceController}. */
@Tag(name = "Orders")
interface InvoiceApi {

    @Operation(operationId = "invoiceOrder", summary = "Request an invoice",
            description = "For the buyer and for admins, once the order is paid. Queues a job that makes a PDF. A later request gets the same job, or after the job was deleted a new one with the same file: an issued invoice never changes. If the order was cancelled after it had an invoice, the job makes a second file with the same number, which says so.")
    @ApiResponse(responseCode = "202", useReturnTypeSchema = true,
            headers = @Header(name = "Location", ref = "#/components/headers/Location"))
    @Problems({ProblemCode.NOT_PAID, ProblemCode.ILLEGAL_TRANSITION, ProblemCode.TOO_MANY_JOBS})
    ResponseEntity<JobResponse> invoice(Caller caller, OrderId id, ApiVersion version);
}
