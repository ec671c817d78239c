package dev.tenfold.shop.inventory;

import dev.tenfold.api.http.OneLine;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import org.hibernate.validator.constraints.CodePointLength;

/**
 * A manual change of stock.
 * @param delta how many pieces arrived (positive) or left (negative)
 * @param reason the reason, as free text
 */
record AdjustStockRequest(
        @NotNull @NotZero @Min(-StockRepository.MOST) @Max(StockRepository.MOST) @Schema(example = "40",
                description = "The number of pieces to add; a negative number removes pieces.") Long delta,
        @NotBlank @OneLine @CodePointLength(max = 200) @Schema(example = "Delivery 2026-311", minLength = 1) String reason) {

    Adjustment toAdjustment() {
        return new Adjustment(delta, reason);
    }
}
