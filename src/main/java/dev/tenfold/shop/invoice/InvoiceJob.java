package dev.tenfold.shop.invoice;

import dev.tenfold.jobs.job.JobKind;
import dev.tenfold.jobs.job.JobRun;
import dev.tenfold.jobs.job.PermanentFailure;
import dev.tenfold.platform.failure.Failure.NotFound;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.shop.order.Order;
import dev.tenfold.shop.order.OrderId;
import dev.tenfold.shop.order.OrderService;
import dev.tenfold.shop.user.MailRecipient;
import dev.tenfold.shop.user.MailRecipients;
import java.time.Clock;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/** Creates the invoice of an order and its PDF. The first run assigns the number. */
@Component
class InvoiceJob implements JobKind<InvoiceJob.InvoicePayload> {

    private final OrderService orders;
    private final MailRecipients users;
    private final InvoiceRepository invoices;
    private final InvoiceProperties seller;
    private final Transactions transactions;
    private final Clock clock;

    InvoiceJob(OrderService orders, MailRecipients users, InvoiceRepository invoices, InvoiceProperties seller, Transactions transactions,
            Clock clock) {
        this.orders = orders;
        this.users = users;
        this.invoices = invoices;
        this.seller = seller;
        this.transactions = transactions;
        this.clock = clock;
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
        Invoice invoice = invoices.find(order.id()).orElseGet(() -> transactions.run(() -> issue(order)));
        run.storeResult(MediaType.APPLICATION_PDF_VALUE, invoice.label() + ".pdf", out -> InvoicePdf.write(invoice, order, seller, out));
    }

    /**
     * Issues invoices one at a time. If there is no invoice once the number is locked, this run is the first. A number whose transaction
     * rolls back is used again.
     * @throws PermanentFailure when the order was cancelled after the job was queued, or was never paid: an older release queued jobs for
     * such orders
     */
    private Invoice issue(Order order) {
        if (!order.status().isPaid()) {
            throw new PermanentFailure("The order is " + order.status().value() + " and gets no invoice");
        }
        long last = invoices.lockLastNumber();
        return invoices.find(order.id()).orElseGet(() -> {
            Optional<MailRecipient> buyer = users.find(order.userId());
            var invoice = new Invoice(order.id(), last + 1, buyer.map(MailRecipient::name).orElse(null),
                    buyer.map(MailRecipient::email).orElse(null), clock.instant());
            invoices.add(invoice);
            return invoice;
        });
    }
}
