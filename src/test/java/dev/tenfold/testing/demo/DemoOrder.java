package dev.tenfold.testing.demo;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An order of the demo shop, with its lines. */
record DemoOrder(UUID id, UUID userId, String status, @Nullable String paymentReference, int version, Instant createdAt, Instant updatedAt,
        List<Line> lines) {

    record Line(UUID orderId, int line, DemoProduct product, int quantity) {

        long total() {
            return Math.multiplyExact(product.priceAmount(), quantity);
        }
    }

    long total() {
        return lines.stream().mapToLong(Line::total).sum();
    }

    /** The kind of the ledger entry that returned its stock, if it was returned. */
    @Nullable
    String returned() {
        return switch (status) {
            case "cancelled" -> "cancellation";
            case "expired" -> "expiry";
            default -> null;
        };
    }
}
