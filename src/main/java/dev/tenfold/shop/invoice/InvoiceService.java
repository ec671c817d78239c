package dev.tenfold.shop.invoice;

import dev.tenfold.api.audit.AuditKind;
import dev.tenfold.api.audit.AuditLog;
import dev.tenfold.jobs.job.Job;
import dev.tenfold.jobs.job.JobId;
import dev.tenfold.jobs.job.JobService;
import dev.tenfold.jobs.job.LimitedJobQueue;
import dev.tenfold.platform.failure.Failure.Conflict;
import dev.tenfold.platform.failure.Failure.Limited;
import dev.tenfold.platform.failure.Failure.NotFound;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.security.identity.Caller;
import dev.tenfold.shop.order.Order;
import dev.tenfold.shop.order.OrderId;
import dev.tenfold.shop.order.OrderService;
import dev.tenfold.shop.order.OrderStatus;
import org.springframework.stereotype.Service;

/** Requests invoices. */
@Service
class InvoiceService {

    private final OrderService orders;
    private final InvoiceJob kind;
    private final InvoiceRepository invoices;
    private final LimitedJobQueue queue;
    private final JobService jobs;
    private final Transactions transactions;
    private final AuditLog audit;

    InvoiceService(OrderService orders, InvoiceJob kind, InvoiceRepository invoices, LimitedJobQueue queue, JobService jobs,
            Transactions transactions, AuditLog audit) {
        this.orders = orders;
        this.kind = kind;
        this.invoices = invoices;
        this.queue = queue;
        this.jobs = jobs;
        this.transactions = transactions;
        this.audit = audit;
    }

    /**
     * Queues the job that creates the invoice of an order, or gives the job that does or did so.
     * @throws NotFound when there is no such order, or it belongs to another user
     * @throws Conflict when the order is not paid, has expired, or was cancelled before it had an invoice
     * @throws Limited when the buyer has too many unfinished jobs of this kind
     */
    Job request(Caller caller, OrderId id) {
        Order order = orders.getCurrent(caller, id);
        requireInvoice(order);
        String key = id + (order.status() == OrderStatus.CANCELLED ? " cancelled" : "");
        return jobs.get(caller, transactions.run(() -> {
            JobId job = queue.addOnce(kind, key, new InvoiceJob.InvoicePayload(id), order.userId());
            if (!caller.id().equals(order.userId())) {
                audit.record(AuditKind.INVOICE_REQUEST, id.value(), null);
            }
            return job;
        }));
    }

    private void requireInvoice(Order order) {
        switch (order.status()) {
            case PAID, SHIPPED, DELIVERED -> {}
            case PENDING -> throw new Conflict(ProblemCode.NOT_PAID, "The order is pending and gets its invoice once it is paid");
            case EXPIRED -> throw noInvoice(order);
            case CANCELLED -> {
                if (!invoices.exists(order.id())) {
                    throw noInvoice(order);
                }
            }
        }
    }

    private static Conflict noInvoice(Order order) {
        return new Conflict(ProblemCode.ILLEGAL_TRANSITION, "The order is " + order.status().value() + " and gets no invoice");
    }
}
