package dev.tenfold.shop.checkout;

import dev.tenfold.api.idempotency.StoredResponse;
import dev.tenfold.cache.batch.Batcher;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Metrics of batches and their orders. Replayed responses do not count as orders, because they change nothing. */
@Component
class CheckoutMetrics {

    private final MeterRegistry metrics;
    private final DistributionSummary sizes;
    private final Timer waits;
    private final Counter retries;
    private final Counter placed;
    private final Counter refused;

    CheckoutMetrics(MeterRegistry metrics) {
        this.metrics = metrics;
        this.sizes = DistributionSummary.builder("tenfold.checkout.batch.orders").description("Orders in a batch")
                .serviceLevelObjectives(1, 2,
                        4, 8, 16, 32, 64)
                .register(metrics);
        this.waits = Timer.builder("tenfold.checkout.wait").description("Time from the arrival of an order until its batch started")
                .publishPercentileHistogram()
                .register(metrics);
        this.retries = Counter.builder("tenfold.checkout.batch.retries").description("Orders retried one by one because their batch failed")
                .register(metrics);
        this.placed = orders("done");
        this.refused = orders("refused");
    }

    void watch(Batcher<?, ?> batcher) {
        Gauge.builder("tenfold.checkout.queue", batcher, Batcher::waiting).description("Orders waiting for a batch").register(metrics);
    }

    void taken(List<OrderRequest> batch) {
        sizes.record(batch.size());
        batch.forEach(order -> waits.record(order.age(), TimeUnit.NANOSECONDS));
    }

    void retried(int orders) {
        retries.increment(orders);
    }

    void answered(StoredResponse response) {
        if (!response.replayed()) {
            (response.isCreated() ? placed : refused).increment();
        }
    }

    private Counter orders(String outcome) {
        return Counter.builder("tenfold.orders").description("Status changes of orders, including placing").tag("to", "pending")
                .tag("outcome", outcome)
                .register(metrics);
    }
}
