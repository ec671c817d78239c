package dev.tenfold.shop.inventory;

import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import dev.tenfold.shop.inventory.LedgerRepository.CompleteCheck;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
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
 * Checks that the ledger of each product adds up to its stock, which must always be true. One instance checks for all, in small statements
 * that do not delay other work. It adds only new movements to the sums of the check before. Once a day, and whenever a sum does not match,
 * it adds up all movements again from the first, because an old one may have been changed. Every instance reports the result.
 */
@Component
@OnRole(ProcessRole.WORKER)
class LedgerCheck {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerCheck.class);
    private static final String INTERVAL = "${tenfold.inventory.check-interval:" + LedgerCheckProperties.CHECK_INTERVAL + "}";
    private static final int SLICE = 100; // products in a statement
    private static final int MOVEMENTS_OF_EACH = 200; // in a statement for a slice
    private static final int MOVEMENTS_OF_ONE = 20_000; // in a statement for one product
    private static final double MILLIS = 1_000.0;

    private final LedgerRepository ledger;
    private final LedgerCheckProperties properties;
    private volatile @Nullable CompleteCheck last;

    LedgerCheck(LedgerRepository ledger, LedgerCheckProperties properties, MeterRegistry metrics) {
        this.ledger = ledger;
        this.properties = properties;
        Gauge.builder("tenfold.inventory.drift.products", this, LedgerCheck::drift)
                .description("Products whose ledger does not match their stock. Must be 0").register(metrics);
        Gauge.builder("tenfold.inventory.check.completed", this, LedgerCheck::completed).baseUnit("seconds")
                .description("When the last complete check of the ledger began, in seconds since 1970. NaN if none was complete yet")
                .register(metrics);
    }

    /** A check that fails is not complete: the result before it stays, and its age shows. */
    @Scheduled(fixedDelayString = INTERVAL, initialDelayString = INTERVAL)
    void check() {
        try {
            ledger.claimCheck(properties.checkInterval().dividedBy(2)).ifPresent(began -> ledger.complete(countDrift(), began));
        } finally {
            last = ledger.lastComplete();
        }
    }

    private int countDrift() {
        int drifted = 0;
        UUID after = null;
        List<LedgerSum> slice;
        do {
            ledger.renewClaim();
            slice = ledger.addUp(after, SLICE, MOVEMENTS_OF_EACH, properties.recountInterval());
            after = slice.isEmpty() ? null : slice.getLast().product();
            List<LedgerSum> whole = slice.stream().map(this::whole).toList();
            ledger.store(whole.stream().filter(sum -> sum.isChanged()).toList());
            drifted += report(whole);
        } while (slice.size() == SLICE);
        return drifted;
    }

    /** The sum of all movements. A sum that does not match is added up again from the first movement. */
    private LedgerSum whole(LedgerSum begun) {
        LedgerSum sum = complete(begun);
        return sum.hasDrifted() && !sum.isRecount() ? complete(sum.fromTheFirst()) : sum;
    }

    private LedgerSum complete(LedgerSum begun) {
        LedgerSum sum = begun;
        while (!sum.isComplete()) {
            ledger.renewClaim();
            sum = ledger.addUp(sum, MOVEMENTS_OF_ONE);
        }
        return sum;
    }

    private static int report(List<LedgerSum> sums) {
        List<LedgerSum> drifted = sums.stream().filter(LedgerSum::hasDrifted).toList();
        drifted.forEach(sum -> LOG.error("Product {} has {} in stock, but its ledger adds up to {}", sum.product(), sum.onHand(),
                sum.balance()));
        return drifted.size();
    }

    private double drift() {
        CompleteCheck seen = last;
        return seen == null ? 0 : seen.driftedProducts();
    }

    private double completed() {
        CompleteCheck seen = last;
        Instant began = seen == null ? null : seen.began();
        return began == null ? Double.NaN : began.toEpochMilli() / MILLIS;
    }

    /**
     * How stock is checked.
     * @param checkInterval how often the ledger of every product is checked against its stock
     * @param recountInterval how often all movements of a product are added up again from the first
     */
    @Validated
    @ConfigurationProperties("tenfold.inventory")
    record LedgerCheckProperties(
            @DefaultValue(CHECK_INTERVAL) @NotNull @DurationMin(millis = 100) Duration checkInterval,
            @DefaultValue("1d") @NotNull @DurationMin(millis = 100) Duration recountInterval) {

        static final String CHECK_INTERVAL = "5m";
    }
}
