package dev.tenfold.shop.checkout;

import dev.tenfold.shop.ProductId;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;

/** The order as the client sends it. */
record PlaceOrderRequest(
        @NotNull @Size(min = 1, max = MOST_ITEMS) @Schema(description = "If a product is listed twice, its quantities are added.") List<
                @Valid @NotNull OrderItem> items) {

    private static final int MOST_ITEMS = 100;
    private static final int MOST_PIECES = 1000;

    /** A quantity of one product. */
    @Schema(name = "OrderItem")
    record OrderItem(@NotNull ProductId productId, @NotNull @Min(1) @Max(MOST_PIECES) @Schema(example = "2") Integer quantity) {}

    NewOrder toNewOrder() {
        return new NewOrder(items.stream().map(item -> new NewOrder.NewOrderItem(item.productId(), item.quantity())).toList());
    }

    /** Whether all constraints of the annotations hold. Does the same as Bean Validation, without using it. */
    @SuppressWarnings({"ConstantValue", "NullAway"}) // read from JSON, and not validated yet
    boolean isValid() {
        return items != null && !items.isEmpty() && items.size() <= MOST_ITEMS && items.stream().allMatch(item -> item != null
                && item.productId() != null && item.quantity() != null && item.quantity() >= 1 && item.quantity() <= MOST_PIECES);
    }
}
