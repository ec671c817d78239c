package dev.tenfold.shop.checkout;

import dev.tenfold.api.idempotency.Claim;
import dev.tenfold.api.idempotency.Idempotency;
import dev.tenfold.api.idempotency.Idempotency.Claimed;
import dev.tenfold.api.idempotency.OperationResult;
import dev.tenfold.api.idempotency.StoredResponse;
import dev.tenfold.api.idempotency.StoredResponses;
import dev.tenfold.messaging.outbox.Event;
import dev.tenfold.messaging.outbox.EventFactory;
import dev.tenfold.platform.failure.Failure.KeyReused;
import dev.tenfold.platform.failure.Failure.Unauthenticated;
import dev.tenfold.platform.id.Uuids;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.shop.checkout.CheckoutRepository.Opened;
import dev.tenfold.shop.checkout.OrderRequest.OrderOutcome;
import dev.tenfold.shop.checkout.OrderRequest.OrderOutcome.Answered;
import dev.tenfold.shop.checkout.OrderRequest.OrderOutcome.Failed;
import dev.tenfold.shop.inventory.StockChanged;
import dev.tenfold.shop.money.Money;
import dev.tenfold.shop.order.Order;
import dev.tenfold.shop.order.OrderChanged;
import dev.tenfold.shop.order.OrderId;
import dev.tenfold.shop.order.OrderStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Places a batch of orders in one transaction with two round trips. The first claims the idempotency keys and locks the stock. Then each
 * order is decided in memory. The second writes the results and commits. Locks are always taken in the same order: keys before stock,
 * each sorted by id. So placing, cancelling, expiring and adjusting cannot deadlock with one another.
 */
@Component
class BatchTransaction {

    private final CheckoutRepository checkout;
    private final Idempotency idempotency;
    private final EventFactory eventFactory;
    private final Transactions transactions;
    private final Clock clock;
    private final int maxUnpaid;

    BatchTransaction(CheckoutRepository checkout, Idempotency idempotency, EventFactory eventFactory, Transactions transactions,
            Clock clock, CheckoutProperties properties) {
        this.checkout = checkout;
        this.idempotency = idempotency;
        this.eventFactory = eventFactory;
        this.transactions = transactions;
        this.clock = clock;
        this.maxUnpaid = properties.maxUnpaid();
    }

    /**
     * The outcome of each order, all committed.
     * @param batch must not contain two requests of the same user and key
     */
    List<OrderOutcome> place(List<OrderRequest> batch) {
        return transactions.run(() -> attempt(batch));
    }

    /** Like {@link #place} for a single order, with a short lock timeout because other requests wait behind it. */
    OrderOutcome placeAlone(OrderRequest orderRequest, int lockMilliseconds) {
        return transactions.run(() -> {
            checkout.waitForLocksAtMost(lockMilliseconds);
            return attempt(List.of(orderRequest)).getFirst();
        });
    }

    private List<OrderOutcome> attempt(List<OrderRequest> batch) {
        List<Claim> claims = batch.stream().map(OrderRequest::claim).toList();
        UnpaidOrders unpaid = unpaid(batch); // before locks are held
        Opened opened = open(claims, batch);
        Claimed claimed = idempotency.claimed(claims, opened.ours());
        Map<OrderRequest, OrderOutcome> outcomes = new HashMap<>();
        OrderBatch orderBatch = new OrderBatch(opened.stockSnapshot(), unpaid);
        for (OrderRequest orderRequest : batch) {
            OrderOutcome earlier = earlier(claimed, orderRequest);
            outcomes.put(orderRequest, earlier == null ? orderBatch.decide(orderRequest) : earlier);
        }
        orderBatch.write();
        return batch.stream().flatMap(orderRequest -> Stream.ofNullable(outcomes.get(orderRequest))).toList();
    }

    private UnpaidOrders unpaid(List<OrderRequest> batch) {
        return new UnpaidOrders(maxUnpaid == 0
                ? Map.of()
                : checkout.countUnpaid(batch.stream().map(OrderRequest::user).distinct().toList(), maxUnpaid), maxUnpaid);
    }

    private Opened open(List<Claim> claims, List<OrderRequest> batch) {
        try {
            return checkout.open(idempotency.claims(claims),
                    batch.stream().flatMap(orderRequest -> orderRequest.cart().products().stream()).distinct().toList());
        } catch (DataAccessException failure) {
            throw Idempotency.meaning(failure);
        }
    }

    private static @Nullable OrderOutcome earlier(Claimed claimed, OrderRequest orderRequest) {
        try {
            StoredResponse response = claimed.earlier(orderRequest.claim());
            return response == null ? null : new Answered(response);
        } catch (KeyReused | Unauthenticated refused) {
            return new Failed(refused);
        }
    }

    /** The results that are decided but not yet written. */
    private final class OrderBatch {

        private final StockSnapshot stock;
        private final UnpaidOrders unpaid;
        private final Instant now = clock.instant();
        private final List<Order> orders = new ArrayList<>();
        private final List<Event> events = new ArrayList<>();
        private final List<Claim> claims = new ArrayList<>();
        private final List<StoredResponse> answers = new ArrayList<>();

        OrderBatch(StockSnapshot stock, UnpaidOrders unpaid) {
            this.stock = stock;
            this.unpaid = unpaid;
        }

        /** Decides one order, with the stock that the orders before it have left. A refused order takes nothing. */
        OrderOutcome decide(OrderRequest orderRequest) {
            StoredResponse response = idempotency.answer(() -> place(orderRequest), orderRequest.context());
            claims.add(orderRequest.claim());
            answers.add(response);
            if (response.isCreated()) {
                events.add(eventFactory.of(OrderChanged.of(orders.getLast()), now).in(orderRequest.traceparent()));
            }
            return new Answered(response);
        }

        private OperationResult place(OrderRequest orderRequest) {
            unpaid.requireRoom(orderRequest.user());
            List<Order.Line> lines = orderRequest.cart().lines(stock);
            Money total = Cart.total(lines);
            orderRequest.cart().requireExpected(total);
            var order = new Order(new OrderId(Uuids.next()), orderRequest.user(), OrderStatus.PENDING, lines, total, null, 1, now, now);
            stock.take(order);
            unpaid.add(orderRequest.user());
            orders.add(order);
            return orderRequest.view().created(order);
        }

        void write() {
            if (orders.isEmpty()) {
                if (!answers.isEmpty()) {
                    idempotency.store(claims, answers);
                }
                return;
            }
            stock.levels().forEach(level -> events.add(eventFactory.of(StockChanged.of(level), now)));
            checkout.writeAndCommit(new StoredResponses(claims, answers), events, orders, stock.taken());
        }
    }
}
