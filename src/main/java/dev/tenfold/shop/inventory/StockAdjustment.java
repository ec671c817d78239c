package dev.tenfold.shop.inventory;

import dev.tenfold.shop.ProductId;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/**
 * A ledger entry of a manual adjustment.
 * @param available the stock right after it
 */
record StockAdjustment(
        @Schema(description = "The number of the ledger entry.", example = "4711", minimum = "1",
                maximum = "9223372036854775807") long id,
        ProductId productId,
        @Schema(example = "40", minimum = "-1000000000", maximum = "1000000000") long delta,
        @Schema(example = "Delivery 2026-311", maxLength = 200) String reason,
        @Schema(example = "290", minimum = "0", maximum = "9223372036854775807") long available,
        Instant createdAt) {}
