package dev.tenfold.shop.product;

import dev.tenfold.shop.money.Money;
import java.time.Instant;

/**
 * A product of the catalog; its stock is apart.
 *
 * @param version raised by every change; the strong ETag is made of it
 */
record Product(ProductId id, String sku, String name, String description, String category, Money price, long version, Instant createdAt,
        Instant updatedAt) {

    /** Raised when the record changes shape: part of its cache key. */
    static final int SCHEMA = 1;
}
