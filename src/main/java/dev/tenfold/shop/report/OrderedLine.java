package dev.tenfold.shop.report;

import java.time.Instant;
import java.util.UUID;

/** An order line, with data of its order. */
record OrderedLine(UUID order, int line, Instant placedAt, String status, UUID user, String sku, String name, int quantity, long unitAmount,
        String currency) {

    long total() {
        return Math.multiplyExact(unitAmount, quantity);
    }
}
