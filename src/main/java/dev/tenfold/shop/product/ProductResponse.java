package dev.tenfold.shop.product;

import dev.tenfold.shop.ProductId;
import dev.tenfold.shop.money.Money;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/** A product as clients see it. */
@Schema(name = "Product")
record ProductResponse(
        ProductId id,
        @Schema(example = "TEA-EARLGREY-100", maxLength = ProductRequest.LONGEST_SKU) String sku,
        @Schema(example = "Earl Grey, 100 g", maxLength = ProductRequest.LONGEST_NAME) String name,
        @Schema(example = "Black tea with oil of bergamot.", maxLength = ProductRequest.LONGEST_DESCRIPTION) String description,
        @Schema(example = "Tea > Black tea", maxLength = ProductRequest.LONGEST_NAME) String category,
        Money price,
        Instant createdAt,
        Instant updatedAt) {

    static ProductResponse of(Product product) {
        return new ProductResponse(product.id(), product.sku(), product.name(), product.description(), product.category(), product.price(),
                product.createdAt(), product.updatedAt());
    }
}
