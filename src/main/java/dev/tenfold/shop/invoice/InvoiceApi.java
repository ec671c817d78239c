package dev.tenfold.shop.invoice;

import dev.tenfold.api.problem.Problems;
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
            description = "For the buyer and for admins, once the order is paid. Queues a job that makes a PDF. A later request gets the same job and the same file. If the order was cancelled after it had an invoice, the file says so.")
    @ApiResponse(responseCode = "202", useReturnTypeSchema = true,
            headers = @Header(name = "Location", ref = "#/components/headers/Location"))
    @Problems({ProblemCode.NOT_PAID, ProblemCode.ILLEGAL_TRANSITION, ProblemCode.TOO_MANY_JOBS})
    ResponseEntity<JobResponse> invoice(Caller caller, OrderId id);
}
