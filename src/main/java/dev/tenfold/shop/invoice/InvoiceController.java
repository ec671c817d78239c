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
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

@Tag(name = "Orders")
@RestController
class InvoiceController {

    private final InvoiceService invoices;

    InvoiceController(InvoiceService invoices) {
        this.invoices = invoices;
    }

    @Operation(operationId = "invoiceOrder", summary = "Have the invoice of an order made",
            description = "For the one who placed it and for admins. The job makes a PDF; however often it is asked for, an order has one invoice.")
    @ApiResponse(responseCode = "202", useReturnTypeSchema = true,
            headers = @Header(name = "Location", ref = "#/components/headers/Location"))
    @Problems(ProblemCode.ILLEGAL_TRANSITION)
    @PostMapping(path = "/api/v1/orders/{id}/invoice", produces = APPLICATION_JSON_VALUE)
    ResponseEntity<JobResponse> invoice(@AuthenticationPrincipal Caller caller, @PathVariable OrderId id) {
        return JobResponse.accepted(invoices.request(caller, id));
    }
}
