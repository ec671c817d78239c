package dev.tenfold.shop.invoice;

import dev.tenfold.jobs.job.PermanentFailure;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.shop.order.Order;
import dev.tenfold.shop.order.OrderStatus;
import dev.tenfold.shop.user.MailRecipient;
import dev.tenfold.shop.user.MailRecipients;
import java.time.Clock;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Issues invoices: the first call for an order assigns the number, and stores the seller, the buyer and the tax. */
@Component
class InvoiceIssuer {

    private final MailRecipients users;
    private final InvoiceRepository invoices;
    private final InvoiceProperties settings;
    private final Transactions transactions;
    private final Clock clock;

    InvoiceIssuer(MailRecipients users, InvoiceRepository invoices, InvoiceProperties settings, Transactions transactions, Clock clock) {
        this.users = users;
        this.invoices = invoices;
        this.settings = settings;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * Gives the invoice of an order as it was issued, or issues it.
     * @throws PermanentFailure when the order was cancelled after the job was queued, or was never paid: an older release queued jobs for
     * such orders
     */
    Invoice issue(Order order) {
        return transactions.run(() -> {
            invoices.addSeller(order.id(), Seller.of(settings));
            return invoices.find(order.id()).orElseGet(() -> add(order));
        });
    }

    /**
     * Adds invoices one at a time. If there is no invoice once the number is locked, this call is the first. A number whose transaction
     * rolls back is used again.
     */
    private Invoice add(Order order) {
        OrderStatus status = invoices.lockStatus(order.id()); // the order may have been cancelled since it was read
        if (!status.isPaid()) {
            throw new PermanentFailure("The order is " + status.value() + " and gets no invoice");
        }
        long last = invoices.lockLastNumber();
        return invoices.find(order.id()).orElseGet(() -> {
            Optional<MailRecipient> buyer = users.find(order.userId());
            invoices.add(new Invoice(order.id(), last + 1, buyer.map(MailRecipient::name).orElse(null),
                    buyer.map(MailRecipient::email).orElse(null), clock.instant(), Seller.of(settings),
                    Tax.of(settings, order.total()).orElse(null)));
            return invoices.find(order.id()).orElseThrow(); // as every later call reads it: PostgreSQL rounds the time
        });
    }
}
