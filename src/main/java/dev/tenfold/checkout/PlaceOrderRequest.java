package dev.tenfold.checkout;

import dev.tenfold.product.ProductId;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;

/** What is to be ordered. */
record PlaceOrderRequest(
        @NotNull @Size(min = 1, max = 100) @Schema(description = "The same product twice is added up.") List<@Valid @NotNull Item> items) {

    /** So many pieces of one product. */
    @Schema(name = "OrderItem")
    record Item(@NotNull ProductId productId, @NotNull @Min(1) @Max(1000) @Schema(example = "2") Integer quantity) {}
}
