package dev.tenfold.shop.checkout;

import dev.tenfold.shop.checkout.PlaceOrderRequest.ExpectedTotal;
import dev.tenfold.shop.checkout.PlaceOrderRequest.OrderItem;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;

/** The order as a client of version 2 sends it: the buyer has always seen a total. */
@Schema(name = "PlaceOrderRequestV2")
record PlaceOrderRequestV2(
        @NotNull @Size(min = 1,
                max = PlaceOrderRequest.MOST_ITEMS) @Schema(description = "If a product is listed twice, its quantities are added.") List<
                        @Valid @NotNull OrderItem> items,
        @NotNull @Valid @Schema(
                description = "The total that you have shown to the buyer. If the total is another one, nothing is ordered.") ExpectedTotal expectedTotal) {

    NewOrder toNewOrder() {
        return new PlaceOrderRequest(items, expectedTotal).toNewOrder();
    }
}
