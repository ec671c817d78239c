package dev.tenfold.shop.product;

import dev.tenfold.shop.ProductId;
import dev.tenfold.shop.money.Money;
import java.time.Instant;

/**
 * A product, without its stock.
 * @param version increases with every change; the strong ETag is made from it
 */
record Product(ProductId id, String sku, String name, String description, String category, Money price, long version, Instant createdAt,
        Instant updatedAt) {

    /** Increase it when the shape of the record changes: part of its cache key. */
    static final int SCHEMA = 2;

    static Product of(ProductId id, ProductDetails details, long version, Instant createdAt, Instant updatedAt) {
        return new Product(id, details.sku(), details.name(), details.description(), details.category(), details.price(), version,
                createdAt,
                updatedAt);
    }
}
