package dev.tenfold.shop.invoice;

import dev.tenfold.jobs.job.JobKind;
import dev.tenfold.jobs.job.JobRun;
import dev.tenfold.platform.failure.Failure.NotFound;
import dev.tenfold.shop.order.Order;
import dev.tenfold.shop.order.OrderId;
import dev.tenfold.shop.order.OrderService;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/** Issues the invoice of an order and makes its document. A later run gives the same document. */
@Component
class InvoiceJob implements JobKind<InvoiceJob.InvoicePayload> {

    private final OrderService orders;
    private final InvoiceIssuer issuer;
    private final InvoiceFiles files;

    InvoiceJob(OrderService orders, InvoiceIssuer issuer, InvoiceFiles files) {
        this.orders = orders;
        this.issuer = issuer;
        this.files = files;
    }

    /** @param order the order to invoice */
    record InvoicePayload(OrderId order) {}

    @Override
    public String name() {
        return "invoice";
    }

    @Override
    public Class<InvoicePayload> payload() {
        return InvoicePayload.class;
    }

    @Override
    public void run(InvoicePayload payload, JobRun run) {
        Order order = orders.find(payload.order()).orElseThrow(() -> new NotFound("There is no such order"));
        Invoice invoice = issuer.issue(order);
        files.make(invoice, order);
        run.storeResult(MediaType.APPLICATION_PDF_VALUE, InvoiceFiles.downloadName(invoice, order), out -> files.copy(order, out));
    }
}
