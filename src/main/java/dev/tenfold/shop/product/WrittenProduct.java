package dev.tenfold.shop.product;

import dev.tenfold.shop.inventory.StockLevel;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A product that was added or changed.
 * @param categoryBefore the category before the change, or null for a new product
 * @param initialStock the stock of a new product
 */
record WrittenProduct(Product product, @Nullable String categoryBefore, long initialStock) {

    boolean isAdded() {
        return categoryBefore == null;
    }

    /** The stock of a new product. */
    StockLevel stock() {
        return new StockLevel(product.id(), initialStock);
    }

    /** The categories whose lists have changed. */
    Stream<String> categories() {
        return categoryBefore == null ? Stream.of(product.category()) : Stream.of(categoryBefore, product.category());
    }
}
