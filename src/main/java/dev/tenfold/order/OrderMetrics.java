package dev.tenfold.order;

import dev.tenfold.idempotency.Answer;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** Counts what becomes of orders. Replayed answers do not count: nothing happened. */
@Component
class OrderMetrics {

    private static final String NAME = "tenfold.orders";
    private static final int CREATED = 201;
    private static final int OK = 200;

    private final MeterRegistry metrics;

    OrderMetrics(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    void placed(Answer answer) {
        count(answer, CREATED, OrderStatus.PENDING);
    }

    void moved(OrderStatus next, Answer answer) {
        count(answer, OK, next);
    }

    void expired() {
        metrics.counter(NAME, "to", OrderStatus.EXPIRED.value(), "outcome", "done").increment();
    }

    private void count(Answer answer, int success, OrderStatus to) {
        if (!answer.replayed()) {
            metrics.counter(NAME, "to", to.value(), "outcome", answer.status() == success ? "done" : "refused").increment();
        }
    }
}
