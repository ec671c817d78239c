package dev.tenfold.shop.invoice;

import dev.tenfold.shop.order.OrderId;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * That an order was invoiced: an order has one invoice, and it never changes.
 *
 * @param number from 1, without gaps
 * @param buyerName as it was then; null where the user was deleted before
 * @param buyerEmail likewise
 */
record Invoice(OrderId order, long number, @Nullable String buyerName, @Nullable String buyerEmail, Instant issuedAt) {

    /** The number as people write it. */
    String label() {
        return String.format(Locale.ROOT, "INV-%06d", number);
    }
}
