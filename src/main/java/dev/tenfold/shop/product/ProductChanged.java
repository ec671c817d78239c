package dev.tenfold.shop.product;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.tenfold.messaging.outbox.EventData;
import dev.tenfold.shop.ProductId;
import dev.tenfold.shop.money.Money;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * The data of a {@code product.changed} event.
 * @param version the product's version, as in its ETag
 * @param product the product after the change; for a deleted product, its last state
 */
record ProductChanged(Kind kind, long version, ProductData product) implements EventData {

    /** How the product changed. */
    enum Kind {
        ADDED, CHANGED, DELETED;

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The values of the product. */
    record ProductData(ProductId id, String sku, String name, String description, String category, Money price, Instant createdAt,
            Instant updatedAt) {}

    static ProductChanged of(Kind kind, Product product) {
        long version = kind == Kind.DELETED ? product.version() + 1 : product.version();
        return new ProductChanged(kind, version, new ProductData(product.id(), product.sku(), product.name(), product.description(),
                product.category(), product.price(), product.createdAt(), product.updatedAt()));
    }

    @Override
    public String type() {
        return "product.changed";
    }

    @Override
    public UUID aggregate() {
        return product.id().value();
    }
}
