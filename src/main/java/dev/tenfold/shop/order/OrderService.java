package dev.tenfold.shop.order;

import dev.tenfold.api.audit.AuditKind;
import dev.tenfold.api.audit.AuditLog;
import dev.tenfold.api.idempotency.Idempotency;
import dev.tenfold.api.idempotency.IdempotencyKey;
import dev.tenfold.api.idempotency.StoredResponse;
import dev.tenfold.messaging.outbox.EventData;
import dev.tenfold.messaging.outbox.EventFactory;
import dev.tenfold.messaging.outbox.Outbox;
import dev.tenfold.platform.failure.Failure.Conflict;
import dev.tenfold.platform.failure.Failure.Invalid;
import dev.tenfold.platform.failure.Failure.NotFound;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.security.identity.Caller;
import dev.tenfold.shop.inventory.Inventory;
import dev.tenfold.shop.inventory.RestockReason;
import dev.tenfold.shop.inventory.StockChanged;
import dev.tenfold.shop.money.Money;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Changes the status of orders, and reads the current ones. {@link OrderReads} reads those that are only shown. */
@Service
public class OrderService {

    private final OrderRepository orders;
    private final OrderReads reads;
    private final Inventory inventory;
    private final Idempotency idempotency;
    private final Outbox outbox;
    private final EventFactory events;
    private final Transactions transactions;
    private final OrderMetrics metrics;
    private final Clock clock;
    private final AuditLog audit;

    OrderService(OrderRepository orders, OrderReads reads, Inventory inventory, Idempotency idempotency, Outbox outbox, EventFactory events,
            Transactions transactions, OrderMetrics metrics, Clock clock, AuditLog audit) {
        this.orders = orders;
        this.reads = reads;
        this.inventory = inventory;
        this.idempotency = idempotency;
        this.outbox = outbox;
        this.events = events;
        this.transactions = transactions;
        this.metrics = metrics;
        this.clock = clock;
        this.audit = audit;
    }

    /**
     * The current order, to decide something by it.
     * @throws NotFound when there is no such order, or it belongs to another user
     */
    public Order getCurrent(Caller caller, OrderId id) {
        return visible(caller, orders.find(id));
    }

    static Order visible(Caller caller, Optional<Order> found) {
        return found.filter(order -> caller.maySee(order.userId())).orElseThrow(() -> new NotFound("There is no such order"));
    }

    /** An order of any user: for jobs, which have no caller. */
    public Optional<Order> find(OrderId id) {
        return orders.find(id);
    }

    /**
     * Changes the status of an order, once for this caller and key if there is a key.
     * @param paymentReference the reference of a payment, for the status paid
     * @param view how the response shows the order
     * @throws NotFound when there is no such order, or it belongs to another user
     * @throws Conflict when its status does not allow the change
     */
    StoredResponse move(Caller caller, @Nullable IdempotencyKey key, OrderId id, OrderStatus next, @Nullable String paymentReference,
            OrderView view) {
        Order order = getCurrent(caller, id);
        List<?> request = view.request("move order", id, next, paymentReference);
        StoredResponse response = reads.committing(() -> transactions.run(() -> idempotency.once(caller.id().value(), key, request,
                () -> view.changed(move(caller, order, next, paymentReference)))), caller.id(), order.userId());
        metrics.moved(next, response);
        return response;
    }

    /**
     * Marks an order as paid because an admin has confirmed the payment, once for this caller and key if there is a key. If this payment is
     * known already, nothing changes.
     * @param view how the response shows the payment
     * @throws NotFound when there is no such order
     * @throws Invalid when the amount is not the order's total
     * @throws Conflict when the order can no longer be paid, or was paid with another payment
     */
    StoredResponse pay(Caller caller, @Nullable IdempotencyKey key, OrderId id, Money amount, String reference, OrderView view) {
        Order order = getCurrent(caller, id);
        List<?> request = view.request("pay order", id, amount, reference);
        return reads.committing(() -> transactions.run(() -> idempotency.once(caller.id().value(), key, request, () -> {
            if (confirm(order, amount, reference)) {
                audit.record(AuditKind.ORDER_CHANGE, id.value(), OrderStatus.PAID.value());
            }
            return view.paid(getCurrent(caller, id));
        })), caller.id(), order.userId());
    }

    /**
     * Marks an order as paid because the payment provider has confirmed it, in the current transaction. If this payment is known already,
     * nothing changes.
     * @throws NotFound when there is no such order
     * @throws Invalid when the amount is not the order's total
     * @throws Conflict when the order can no longer be paid, or was paid with another payment
     */
    public void confirmPayment(OrderId id, Money amount, String reference) {
        confirm(orders.find(id).orElseThrow(() -> new NotFound("There is no such order")), amount, reference);
    }

    /** Returns whether the order is paid now and was not paid before. */
    private boolean confirm(Order order, Money amount, String reference) {
        if (!order.total().equals(amount)) {
            throw new Invalid("/amount", "amount_differs", "is not the order's total");
        }
        if (tryMove(order, OrderStatus.PAID, reference).isPresent()) {
            Transactions.afterCommit(() -> { // the transaction may be rolled back and run again
                reads.committed(order.userId());
                metrics.paid();
            });
            return true;
        }
        if (!orders.isPaidWith(order.id(), reference)) {
            throw refused(order.id(), OrderStatus.PAID);
        }
        return false;
    }

    /** Expires an order unless it was paid or cancelled in the meantime. Returns whether it did. */
    boolean expire(OrderId id) {
        Optional<Order> expired = transactions.run(() -> orders.find(id).flatMap(order -> tryMove(order, OrderStatus.EXPIRED, null)));
        expired.ifPresent(order -> {
            reads.committed(order.userId());
            metrics.expired();
        });
        return expired.isPresent();
    }

    private Order move(Caller caller, Order order, OrderStatus next, @Nullable String paymentReference) {
        Order moved = move(order, next, paymentReference);
        if (caller.isAdmin()) {
            audit.record(AuditKind.ORDER_CHANGE, order.id().value(), next.value());
        }
        return moved;
    }

    private Order move(Order order, OrderStatus next, @Nullable String paymentReference) {
        return tryMove(order, next, paymentReference).orElseThrow(() -> refused(order.id(), next));
    }

    private Conflict refused(OrderId id, OrderStatus next) {
        String status = orders.find(id).map(now -> now.status().value()).orElse("gone"); // it may have moved since it was read
        return new Conflict(ProblemCode.ILLEGAL_TRANSITION, "The order is " + status + " and cannot become " + next.value());
    }

    /**
     * Changes the status and, if the new status returns the stock, the stock too. The update is conditional on the status, so this happens
     * only once. Returns the changed order, or nothing if its status does not allow the change.
     */
    private Optional<Order> tryMove(Order order, OrderStatus next, @Nullable String paymentReference) {
        Instant now = clock.instant();
        Optional<Order> moved = orders.move(order, next, paymentReference, now);
        moved.ifPresent(it -> complete(it, now));
        return moved;
    }

    private void complete(Order moved, Instant now) {
        List<EventData> happened = new ArrayList<>();
        happened.add(OrderChanged.of(moved));
        if (moved.status().returnsStock()) {
            RestockReason reason = moved.status() == OrderStatus.EXPIRED ? RestockReason.EXPIRY : RestockReason.CANCELLATION;
            inventory.restock(moved.id().value(), reason, moved.pieces(), now).forEach(level -> happened.add(StockChanged.of(level)));
        }
        outbox.add(happened.stream().map(data -> events.of(data, now)).toList());
    }
}
