package dev.tenfold.shop.order;

import dev.tenfold.shop.money.IsoCurrency;
import dev.tenfold.shop.money.Money;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;

/** The amount of a payment. */
@Schema(name = "PaymentAmount")
public record PaymentAmount(
        @NotNull @PositiveOrZero @Schema(example = "1999", minimum = "0", maximum = "9223372036854775807",
                description = "In minor units.") Long amount,
        @NotNull @IsoCurrency @Schema(example = "USD", pattern = "^[A-Z]{3}$",
                description = "The currency code (ISO 4217).") String currency) {

    public Money toMoney() {
        return new Money(amount, currency);
    }
}
