package dev.tenfold.shop.checkout;

import dev.tenfold.api.idempotency.Idempotency;
import dev.tenfold.api.idempotency.IdempotencyKey;
import dev.tenfold.api.idempotency.StoredResponse;
import dev.tenfold.api.problem.RequestContext;
import dev.tenfold.cache.batch.Batcher;
import dev.tenfold.cache.recentwrites.RecentWrites;
import dev.tenfold.platform.failure.Failure;
import dev.tenfold.platform.failure.Failure.InFlight;
import dev.tenfold.platform.failure.Failure.Unauthenticated;
import dev.tenfold.platform.failure.Failure.Unavailable;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.platform.jdbc.DataFailures;
import dev.tenfold.platform.tracing.CurrentTrace;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.shop.checkout.OrderRequest.OrderOutcome.Failed;
import dev.tenfold.shop.order.OrderView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** Places orders: each once for its user and key, and in a batch with those that wait at the same time. */
@Service
class Checkout {

    private static final Logger LOG = LoggerFactory.getLogger(Checkout.class);
    private static final int LOCK_MILLISECONDS_ALONE = 200;
    private static final Duration MAX_RETRY_TIME = Duration.ofSeconds(10);
    private static final Duration MAX_DUPLICATES_TIME = Duration.ofSeconds(2);

    private final Idempotency idempotency;
    private final BatchTransaction transaction;
    private final RecentWrites writes;
    private final CheckoutMetrics metrics;
    private final CurrentTrace trace;
    private final Batcher<OrderRequest, StoredResponse> batcher;

    Checkout(Idempotency idempotency, BatchTransaction transaction, RecentWrites writes, CheckoutMetrics metrics,
            CurrentTrace trace, CheckoutProperties properties) {
        this.idempotency = idempotency;
        this.transaction = transaction;
        this.writes = writes;
        this.metrics = metrics;
        this.trace = trace;
        this.batcher = new Batcher<>(this::commit, properties.limits(), "More orders wait than can be placed in time");
        metrics.watch(batcher);
    }

    /**
     * The response for an order: a new order, a refusal, or the stored response of the same request before. It is committed.
     * @param context the request, which the body of a refusal names
     * @param view how the response shows the order
     * @throws Unauthenticated when the user was deleted
     * @throws Unavailable when too many orders wait, or the database does not answer
     */
    StoredResponse place(UserId user, IdempotencyKey key, NewOrder order, RequestContext context, OrderView view) {
        var claim = idempotency.claimOf(user.value(), key, view.request("place order", order));
        var cart = new Cart(order.items(), order.expectedTotal());
        StoredResponse response = batcher.submit(new OrderRequest(user, cart, claim, context, view, trace.traceparent()));
        metrics.answered(response);
        return response;
    }

    /**
     * Processes a batch. If several requests have the same user and key, the first is placed with the batch. The duplicates get its
     * response in a transaction of their own, or after two seconds the answer that the first is still being processed.
     */
    private void commit(List<OrderRequest> batch) {
        metrics.taken(batch);
        List<OrderRequest> firsts = new ArrayList<>();
        List<OrderRequest> duplicates = new ArrayList<>();
        for (OrderRequest order : batch) {
            boolean isDuplicate = firsts.stream().anyMatch(first -> first.claim().isSameKeyAs(order.claim()));
            (isDuplicate ? duplicates : firsts).add(order);
        }
        try {
            place(firsts);
        } finally {
            placeOneByOne(duplicates, MAX_DUPLICATES_TIME, InFlight::new);
        }
    }

    private void place(List<OrderRequest> batch) {
        try {
            var outcomes = writes.committing(users(batch), () -> transaction.place(batch));
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).end(outcomes.get(i));
            }
        } catch (RuntimeException broken) {
            if (batch.size() == 1 || DataFailures.isGone(broken)) {
                batch.forEach(order -> order.end(new Failed(broken)));
            } else {
                retryOneByOne(batch, broken);
            }
        }
    }

    private static List<UUID> users(List<OrderRequest> batch) {
        return batch.stream().map(order -> order.user().value()).toList();
    }

    /** Places the orders of a failed batch one by one, so that the order that caused the failure affects only itself. */
    private void retryOneByOne(List<OrderRequest> batch, RuntimeException broken) {
        LOG.warn("A batch of {} orders failed. Placing them one by one: {}", batch.size(), broken.toString());
        metrics.retried(batch.size());
        placeOneByOne(batch, MAX_RETRY_TIME,
                () -> new Unavailable(ProblemCode.OVERLOADED, "The order could not be placed in time", MAX_RETRY_TIME));
    }

    /** @param late what the orders get that were not begun within the limit */
    private void placeOneByOne(List<OrderRequest> orders, Duration limit, Supplier<Failure> late) {
        long end = System.nanoTime() + limit.toNanos();
        for (OrderRequest order : orders) {
            if (System.nanoTime() < end) {
                placeAlone(order);
            } else {
                order.end(new Failed(late.get()));
            }
        }
    }

    private void placeAlone(OrderRequest order) {
        try {
            order.end(writes.committing(users(List.of(order)), () -> transaction.placeAlone(order, LOCK_MILLISECONDS_ALONE)));
        } catch (RuntimeException failure) {
            order.end(new Failed(failure));
        }
    }
}
