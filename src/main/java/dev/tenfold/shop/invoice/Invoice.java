package dev.tenfold.shop.invoice;

import dev.tenfold.shop.order.OrderId;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The invoice of an order. An order has one invoice, and it never changes: what it shows is either here or in the lines of the order, which
 * do not change either.
 * @param number counted from 1, without gaps
 * @param buyerName the name at that time; null if the user was already deleted
 * @param buyerEmail the e-mail at that time; null if the user was already deleted
 * @param tax null if the invoice shows no tax
 */
record Invoice(OrderId order, long number, @Nullable String buyerName, @Nullable String buyerEmail, Instant issuedAt, Seller seller,
        @Nullable Tax tax) {

    /** The number as it is printed. */
    String label() {
        return String.format(Locale.ROOT, "INV-%06d", number);
    }
}
