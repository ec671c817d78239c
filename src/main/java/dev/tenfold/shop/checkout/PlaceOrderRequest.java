package dev.tenfold.shop.checkout;

import dev.tenfold.shop.ProductId;
import dev.tenfold.shop.money.IsoCurrency;
import dev.tenfold.shop.money.Money;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The order as the client sends it. */
record PlaceOrderRequest(
        @NotNull @Size(min = 1, max = MOST_ITEMS) @Schema(description = "If a product is listed twice, its quantities are added.") List<
                @Valid @NotNull OrderItem> items,
        @Valid @Schema(
                description = "The total that you have shown to the buyer. If the total is another one, nothing is ordered.") @Nullable ExpectedTotal expectedTotal) {

    static final int MOST_ITEMS = 100;
    private static final int MOST_PIECES = 1000;

    /** A quantity of one product. */
    @Schema(name = "OrderItem")
    record OrderItem(@NotNull ProductId productId, @NotNull @Min(1) @Max(MOST_PIECES) @Schema(example = "2") Integer quantity) {}

    NewOrder toNewOrder() {
        return new NewOrder(items.stream().map(item -> new NewOrder.NewOrderItem(item.productId(), item.quantity())).toList(),
                expectedTotal == null ? null : expectedTotal.toMoney());
    }

    /** A total as the client knows it. */
    @Schema(name = "ExpectedTotal")
    record ExpectedTotal(
            @NotNull @PositiveOrZero @Schema(example = "1999", minimum = "0", maximum = "9223372036854775807",
                    description = "In minor units.") Long amount,
            @NotNull @IsoCurrency @Schema(example = "USD", pattern = "^[A-Z]{3}$",
                    description = "The currency code (ISO 4217).") String currency) {

        Money toMoney() {
            return new Money(amount, currency);
        }

        @SuppressWarnings({"ConstantValue", "NullAway"}) // read from JSON, and not validated yet
        private boolean isValid() {
            return amount != null && amount >= 0 && currency != null && IsoCurrency.IsoCurrencyValidator.isKnown(currency);
        }
    }

    /**
     * Whether all constraints of the annotations hold. Does the same as Bean Validation, without using it.
     */
    @SuppressWarnings({"ConstantValue", "NullAway"}) // read from JSON, and not validated yet
    boolean isValid() {
        return (expectedTotal == null || expectedTotal.isValid()) && items != null && !items.isEmpty() && items.size() <= MOST_ITEMS
                && items.stream().allMatch(item -> item != null
                        && item.productId() != null && item.quantity() != null && item.quantity() >= 1 && item.quantity() <= MOST_PIECES);
    }
}
