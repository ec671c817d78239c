package dev.tenfold.shop.invoice;

import dev.tenfold.jobs.job.Job;
import dev.tenfold.jobs.job.JobQueue;
import dev.tenfold.jobs.job.JobService;
import dev.tenfold.platform.failure.Failure.Conflict;
import dev.tenfold.platform.failure.Failure.NotFound;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.security.identity.Caller;
import dev.tenfold.shop.order.Order;
import dev.tenfold.shop.order.OrderId;
import dev.tenfold.shop.order.OrderService;
import org.springframework.stereotype.Service;

/** Requests invoices. */
@Service
class InvoiceService {

    private final OrderService orders;
    private final InvoiceJob invoices;
    private final JobQueue queue;
    private final JobService jobs;
    private final Transactions transactions;

    InvoiceService(OrderService orders, InvoiceJob invoices, JobQueue queue, JobService jobs, Transactions transactions) {
        this.orders = orders;
        this.invoices = invoices;
        this.queue = queue;
        this.jobs = jobs;
        this.transactions = transactions;
    }

    /**
     * Queues the job that creates the invoice of an order.
     * @throws NotFound when there is no such order, or it belongs to another user
     * @throws Conflict when the order was cancelled or has expired
     */
    Job request(Caller caller, OrderId id) {
        Order order = orders.get(caller, id);
        if (order.status().returnsStock()) {
            throw new Conflict(ProblemCode.ILLEGAL_TRANSITION, "The order is " + order.status().value() + " and gets no invoice");
        }
        return jobs.get(caller, transactions.run(() -> queue.add(invoices, new InvoiceJob.InvoicePayload(id), caller.id())));
    }
}
