package dev.tenfold.shop.product;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sort orders of products. Each uses an index, and ends with the id so that no two rows are equal. */
enum ProductSort {
    NEWEST("created_at", true), CHEAPEST("price_amount", false), DEAREST("price_amount", true), NAME("name", false);

    private final String orderBy;
    private final String after;

    ProductSort(String column, boolean descending) {
        String direction = descending ? " DESC" : "";
        this.orderBy = "product." + column + direction + ", product.id" + direction;
        this.after = "(product." + column + ", product.id) " + (descending ? "<" : ">") + " (?, ?)";
    }

    static ProductSort of(@Nullable String parameter) {
        return switch (parameter) {
            case "price" -> CHEAPEST;
            case "-price" -> DEAREST;
            case "name" -> NAME;
            case null, default -> NEWEST;
        };
    }

    boolean isByPrice() {
        return this == CHEAPEST || this == DEAREST;
    }

    String orderBy() {
        return orderBy;
    }

    /** The condition for the rows after the one whose keys are the two parameters. */
    String after() {
        return after;
    }

    /** A product's sort key and id, as text. */
    List<String> keys(Product product) {
        String key = switch (this) {
            case NEWEST -> product.createdAt().toString();
            case CHEAPEST, DEAREST -> Long.toString(product.price().amount());
            case NAME -> product.name();
        };
        return List.of(key, product.id().toString());
    }

    /** The sort key from {@link #keys}, as the database needs it. */
    Object key(String text) {
        return switch (this) {
            case NEWEST -> OffsetDateTime.ofInstant(Instant.parse(text), ZoneOffset.UTC);
            case CHEAPEST, DEAREST -> Long.valueOf(text);
            case NAME -> text;
        };
    }
}
