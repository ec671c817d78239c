package dev.tenfold.shop.order;

import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import dev.tenfold.shop.order.OrderRepository.UnpaidOrder;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

    private static final Logger LOG = LoggerFactory.getLogger(OrderExpiry.class);
    private static final int BATCH = 100;

    private final OrderRepository orders;
    private final OrderService service;
    private final Duration paymentWindow;

    OrderExpiry(OrderRepository orders, OrderService service, OrderExpiryProperties properties) {
        this.orders = orders;
        this.service = service;
        this.paymentWindow = properties.paymentWindow();
    }

    /** Expires what is due, each order in a transaction of its own. An order that cannot be expired does not hold back the others. */
    @Scheduled(fixedDelayString = "${tenfold.order.expiry-interval:" + OrderExpiryProperties.EXPIRY_INTERVAL + "}")
    void expireUnpaid() {
        List<UnpaidOrder> due;
        UnpaidOrder last = null;
        do {
            due = orders.unpaidFor(paymentWindow, last, BATCH);
            due.forEach(order -> expire(order.id()));
            last = due.isEmpty() ? null : due.getLast();
        } while (due.size() == BATCH);
    }

    private void expire(OrderId order) {
        try {
            service.expire(order);
        } catch (RuntimeException failure) { // it is tried again the next time
            LOG.error("Could not expire order {}", order, failure);
        }
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
