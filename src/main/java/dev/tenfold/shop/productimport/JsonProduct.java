package dev.tenfold.shop.productimport;

import dev.tenfold.shop.product.PriceRequest;
import dev.tenfold.shop.product.ProductRow;
import org.jspecify.annotations.Nullable;

/** A line of NDJSON: the members of a new product, all but the SKU optional. A member that is missing or null stays as it is. */
record JsonProduct(@Nullable String sku, @Nullable String name, @Nullable String description, @Nullable String category,
        @Nullable PriceRequest price, @Nullable Long initialStock) {

    Row toRow(long line) {
        return sku == null ? Row.wrong(line, "/sku", "required", "must not be null")
                : Row.of(line, new ProductRow(sku, name, description, category, null, price, initialStock));
    }
}
