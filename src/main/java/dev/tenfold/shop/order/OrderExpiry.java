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
 * Expires orders that nobody paid. Every instance looks, and the conditional update on the order's state lets one of them, or the payment that
 * comes at the same moment, win.
 */
@Component
@OnRole(ProcessRole.WORKER)
class OrderExpiry {

    private static final int BATCH = 100;

    private final OrderRepository orders;
    private final OrderService service;
    private final Clock clock;
    private final Duration paymentWindow;

    OrderExpiry(OrderRepository orders, OrderService service, Clock clock, Properties properties) {
        this.orders = orders;
        this.service = service;
        this.clock = clock;
        this.paymentWindow = properties.paymentWindow();
    }

    /** Expires what is due: each order in a transaction of its own, until none is left or this instance won none of a batch. */
    @Scheduled(fixedDelayString = "${tenfold.order.expiry-interval:15s}")
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
     *
     * @param paymentWindow from placing to expiry
     * @param expiryInterval how often each instance looks for orders that are due
     */
    @Validated
    @ConfigurationProperties("tenfold.order")
    record Properties(
            @DefaultValue("30m") @NotNull @DurationMin(seconds = 1) Duration paymentWindow,
            @DefaultValue("15s") @NotNull @DurationMin(millis = 100) Duration expiryInterval) {}
}
