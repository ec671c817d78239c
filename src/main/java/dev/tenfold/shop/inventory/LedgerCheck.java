package dev.tenfold.shop.inventory;

import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import dev.tenfold.shop.inventory.LedgerRepository.Balance;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.validation.constraints.NotNull;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.validation.annotation.Validated;

/**
 * Checks that the ledger of each product adds up to its stock, which must always be true. One instance checks for all, in small slices
 * that do not delay other work. Every instance reports the result as {@code tenfold_inventory_drift_products}.
 */
@Component
@OnRole(ProcessRole.WORKER)
class LedgerCheck {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerCheck.class);
    private static final String INTERVAL = "${tenfold.inventory.check-interval:" + LedgerCheckProperties.CHECK_INTERVAL + "}";
    private static final int SLICE = 1_000;

    private final LedgerRepository ledger;
    private final Clock clock;
    private final LedgerCheckProperties properties;
    private final AtomicInteger drift = new AtomicInteger();

    LedgerCheck(LedgerRepository ledger, Clock clock, LedgerCheckProperties properties, MeterRegistry metrics) {
        this.ledger = ledger;
        this.clock = clock;
        this.properties = properties;
        Gauge.builder("tenfold.inventory.drift.products", drift, AtomicInteger::get)
                .description("Products whose ledger does not match their stock. Must be 0").register(metrics);
    }

    @Scheduled(fixedDelayString = INTERVAL, initialDelayString = INTERVAL)
    void check() {
        Instant now = clock.instant();
        if (ledger.claimCheck(now, now.minus(properties.checkInterval().dividedBy(2)))) {
            ledger.record(countDrift());
        }
        drift.set(ledger.lastDrift());
    }

    private int countDrift() {
        int drifted = 0;
        UUID after = null;
        List<Balance> slice;
        do {
            slice = ledger.balances(after, SLICE);
            drifted += report(slice);
            after = last(slice);
        } while (slice.size() == SLICE);
        return drifted;
    }

    private static int report(List<Balance> slice) {
        List<Balance> drifted = slice.stream().filter(Balance::hasDrifted).toList();
        drifted.forEach(
                balance -> LOG.error("Product {} has {} in stock, but its ledger adds up to {}", balance.product(), balance.onHand(),
                        balance.ledger()));
        return drifted.size();
    }

    private static @Nullable UUID last(List<Balance> slice) {
        return slice.isEmpty() ? null : slice.getLast().product();
    }

    /**
     * How stock is checked.
     * @param checkInterval how often the ledger of every product is added up
     */
    @Validated
    @ConfigurationProperties("tenfold.inventory")
    record LedgerCheckProperties(@DefaultValue(CHECK_INTERVAL) @NotNull @DurationMin(millis = 100) Duration checkInterval) {

        static final String CHECK_INTERVAL = "5m";
    }
}
