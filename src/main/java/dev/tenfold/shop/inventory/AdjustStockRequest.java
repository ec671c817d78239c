package dev.tenfold.shop.inventory;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/**
 * A change of stock that no order makes.
 *
 * @param delta pieces that came (positive) or went (negative)
 * @param reason why, in a person's words
 */
record AdjustStockRequest(
        @NotNull @NotZero @Min(-StockRepository.MOST) @Max(StockRepository.MOST) @Schema(example = "40",
                description = "Negative to take away.") Long delta,
        @NotBlank @Size(max = 200) @Schema(example = "Delivery 2026-311", minLength = 1) String reason) {}
