package dev.tenfold.shop.invoice;

import dev.tenfold.shop.order.OrderId;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The invoice of an order. An order has one invoice, and it never changes.
 * @param number counted from 1, without gaps
 * @param buyerName the name at that time; null if the user was already deleted
 * @param buyerEmail the e-mail at that time; null if the user was already deleted
 */
record Invoice(OrderId order, long number, @Nullable String buyerName, @Nullable String buyerEmail, Instant issuedAt) {

    /** The number as it is printed. */
    String label() {
        return String.format(Locale.ROOT, "INV-%06d", number);
    }
}
