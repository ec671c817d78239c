package dev.tenfold.shop.order;

import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import jakarta.validation.constraints.NotNull;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.validation.annotation.Validated;

/**
 * Expires unpaid orders. Every instance does this. The update is conditional on the order's status, so only one instance, or a payment at
 * the same moment, succeeds.
 */
@Component
@OnRole(ProcessRole.WORKER)
class OrderExpiry {

    private static final int BATCH = 100;

    private final OrderRepository orders;
    private final OrderService service;
    private final Clock clock;
    private final Duration paymentWindow;

    OrderExpiry(OrderRepository orders, OrderService service, Clock clock, OrderExpiryProperties properties) {
        this.orders = orders;
        this.service = service;
        this.clock = clock;
        this.paymentWindow = properties.paymentWindow();
    }

    /** Expires what is due: each order in a transaction of its own, until none is left or this instance won none of a batch. */
    @Scheduled(fixedDelayString = "${tenfold.order.expiry-interval:" + OrderExpiryProperties.EXPIRY_INTERVAL + "}")
    void expireUnpaid() {
        List<OrderId> due;
        long expired;
        do {
            due = orders.unpaidSince(clock.instant().minus(paymentWindow), BATCH);
            expired = due.stream().filter(service::expire).count();
        } while (due.size() == BATCH && expired > 0);
    }

    /**
     * How long an order waits for its payment.
     * @param paymentWindow the time from placing to expiry
     * @param expiryInterval how often each instance looks for orders to expire
     */
    @Validated
    @ConfigurationProperties("tenfold.order")
    record OrderExpiryProperties(
            @DefaultValue("30m") @NotNull @DurationMin(seconds = 1) Duration paymentWindow,
            @DefaultValue(EXPIRY_INTERVAL) @NotNull @DurationMin(millis = 100) Duration expiryInterval) {

        static final String EXPIRY_INTERVAL = "15s";
    }
}
