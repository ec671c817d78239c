package dev.tenfold.shop.report;

import java.time.Instant;
import java.util.UUID;

/** A line of an order, with what the order says of itself. */
record OrderedLine(UUID order, int line, Instant placedAt, String status, UUID user, String sku, String name, int quantity, long unitAmount,
        String currency) {

    long total() {
        return Math.multiplyExact(unitAmount, quantity);
    }
}
