package dev.tenfold.shop.inventory;

import dev.tenfold.shop.ProductId;
import io.swagger.v3.oas.annotations.media.Schema;

/** The stock of a product. */
@Schema(name = "Stock")
record StockResponse(ProductId productId, @Schema(example = "250", minimum = "0", maximum = "9223372036854775807") long available) {}
