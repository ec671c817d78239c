package dev.tenfold.shop.order;

import dev.tenfold.api.idempotency.StoredResponse;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** Counts placed, paid, cancelled and other orders. Replayed responses do not count, because they change nothing. */
@Component
class OrderMetrics {

    private static final String NAME = "tenfold.orders";
    private static final int OK = 200;

    private final MeterRegistry metrics;

    OrderMetrics(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    void moved(OrderStatus next, StoredResponse response) {
        if (!response.replayed()) {
            metrics.counter(NAME, "to", next.value(), "outcome", response.status() == OK ? "done" : "refused").increment();
        }
    }

    void paid() {
        metrics.counter(NAME, "to", OrderStatus.PAID.value(), "outcome", "done").increment();
    }

    void expired() {
        metrics.counter(NAME, "to", OrderStatus.EXPIRED.value(), "outcome", "done").increment();
    }
}
