package dev.tenfold.shop.inventory;

import java.util.Locale;

/** Why the stock of an order is returned. */
public enum RestockReason {
    CANCELLATION, EXPIRY;

    /** The kind of the ledger entry. */
    String kind() {
        return name().toLowerCase(Locale.ROOT);
    }
}
