package dev.tenfold.shop.invoice;

import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.api.route.Routes;
import dev.tenfold.jobs.job.JobResponse;
import dev.tenfold.security.identity.Caller;
import dev.tenfold.shop.order.OrderId;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

@RestController
class InvoiceController implements InvoiceApi {

    private final InvoiceService invoices;

    InvoiceController(InvoiceService invoices) {
        this.invoices = invoices;
    }

    @Override
    @PostMapping(path = Routes.ORDERS + "/{id}/invoice", version = "1+", produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<JobResponse> invoice(@AuthenticationPrincipal Caller caller, @PathVariable OrderId id, ApiVersion version) {
        return JobResponse.accepted(invoices.request(caller, id), version);
    }
}
