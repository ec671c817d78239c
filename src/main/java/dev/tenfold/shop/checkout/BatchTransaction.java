package dev.tenfold.shop.checkout;

import dev.tenfold.api.idempotency.Answer;
import dev.tenfold.api.idempotency.Claim;
import dev.tenfold.api.idempotency.FirstAnswers;
import dev.tenfold.api.idempotency.Idempotency;
import dev.tenfold.api.idempotency.Idempotency.Claimed;
import dev.tenfold.api.idempotency.Reply;
import dev.tenfold.messaging.outbox.Event;
import dev.tenfold.platform.failure.Failure.KeyReused;
import dev.tenfold.platform.failure.Failure.Unauthenticated;
import dev.tenfold.platform.id.Uuids;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.shop.checkout.CheckoutRepository.Opened;
import dev.tenfold.shop.checkout.Placement.Outcome;
import dev.tenfold.shop.checkout.Placement.Outcome.Answered;
import dev.tenfold.shop.checkout.Placement.Outcome.Failed;
import dev.tenfold.shop.order.Order;
import dev.tenfold.shop.order.OrderId;
import dev.tenfold.shop.order.OrderResponse;
import dev.tenfold.shop.order.OrderStatus;
import java.nio.charset.StandardCharsets;
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
 * One transaction that places a batch of orders, by two round trips: one claims their keys and locks their stock, then each is decided, and the
 * other writes what was decided and commits. The locks are always taken in this order, keys first and stock second, each kind by id; so placing, cancelling, expiring and adjusting cannot wait
 * for one another in a circle.
 */
@Component
class BatchTransaction {

    private final CheckoutRepository checkout;
    private final Idempotency idempotency;
    private final Transactions transactions;
    private final Clock clock;

    BatchTransaction(CheckoutRepository checkout, Idempotency idempotency, Transactions transactions, Clock clock) {
        this.checkout = checkout;
        this.idempotency = idempotency;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * The outcome of each order, all committed.
     *
     * @param batch no two of the same user and key
     */
    List<Outcome> place(List<Placement> batch) {
        return transactions.run(() -> attempt(batch));
    }

    /** As {@link #place} for one order, that gives up soon where somebody holds a lock: others wait behind it. */
    Outcome placeAlone(Placement placement, int lockMilliseconds) {
        return transactions.run(() -> {
            checkout.waitForLocksAtMost(lockMilliseconds);
            return attempt(List.of(placement)).getFirst();
        });
    }

    private List<Outcome> attempt(List<Placement> batch) {
        List<Claim> claims = batch.stream().map(Placement::claim).toList();
        Opened opened = open(claims, batch);
        Claimed claimed = idempotency.claimed(claims, opened.ours());
        Map<Placement, Outcome> outcomes = new HashMap<>();
        Draft draft = new Draft(opened.shelf());
        for (Placement placement : batch) {
            Outcome earlier = earlier(claimed, placement);
            outcomes.put(placement, earlier == null ? draft.decide(placement) : earlier);
        }
        draft.write();
        return batch.stream().flatMap(placement -> Stream.ofNullable(outcomes.get(placement))).toList();
    }

    private Opened open(List<Claim> claims, List<Placement> batch) {
        try {
            return checkout.open(idempotency.claims(claims),
                    batch.stream().flatMap(placement -> placement.basket().products().stream()).distinct().toList());
        } catch (DataAccessException failure) {
            throw Idempotency.meaning(failure);
        }
    }

    private static @Nullable Outcome earlier(Claimed claimed, Placement placement) {
        try {
            Answer answer = claimed.earlier(placement.claim());
            return answer == null ? null : new Answered(answer);
        } catch (KeyReused | Unauthenticated refused) {
            return new Failed(refused);
        }
    }

    /** What has been decided and not yet written. */
    private final class Draft {

        private final Shelf shelf;
        private final Instant now = clock.instant();
        private final List<Order> orders = new ArrayList<>();
        private final List<Event> events = new ArrayList<>();
        private final List<Claim> claims = new ArrayList<>();
        private final List<Answer> answers = new ArrayList<>();

        Draft(Shelf shelf) {
            this.shelf = shelf;
        }

        /** Decides one order by what those before it have left. One that is refused takes nothing. */
        Outcome decide(Placement placement) {
            Answer answer = idempotency.answer(() -> place(placement), placement.occasion());
            claims.add(placement.claim());
            answers.add(answer);
            if (answer.isCreated()) {
                events.add(Event.of("order.placed", orders.getLast().id().value(), new String(answer.body(), StandardCharsets.UTF_8), now)
                        .in(placement.traceparent()));
            }
            return new Answered(answer);
        }

        private Reply place(Placement placement) {
            List<Order.Line> lines = placement.basket().lines(shelf);
            var order =
                    new Order(new OrderId(Uuids.next()), placement.user(), OrderStatus.PENDING, lines, Basket.total(lines), 1, now, now);
            shelf.take(order);
            orders.add(order);
            return Reply.created("/api/v1/orders/" + order.id(), OrderResponse.of(order));
        }

        void write() {
            if (orders.isEmpty()) {
                if (!answers.isEmpty()) {
                    idempotency.store(claims, answers);
                }
                return;
            }
            shelf.levels().forEach(level -> events.add(level.event(now)));
            checkout.writeAndCommit(new FirstAnswers(claims, answers), events, orders, shelf.taken());
        }
    }
}
