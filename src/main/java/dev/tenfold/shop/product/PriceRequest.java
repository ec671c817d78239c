package dev.tenfold.shop.product;

import dev.tenfold.shop.money.IsoCurrency;
import dev.tenfold.shop.money.Money;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;

/** A price as a client sends it. */
@Schema(name = "Price")
public record PriceRequest(
        @NotNull @PositiveOrZero @Max(PriceRequest.MOST) @Schema(example = "1999", description = "In minor units.") Long amount,
        @NotNull @IsoCurrency @Schema(example = "USD", pattern = "^[A-Z]{3}$",
                description = "The code of a currency in force (ISO 4217).") String currency) {

    /** 1,000 order lines of 1,000 pieces at this price still fit 64 bits. */
    static final long MOST = 1_000_000_000_000L;

    Money toMoney() {
        return new Money(amount, currency);
    }

    static PriceRequest of(Money money) {
        return new PriceRequest(money.amount(), money.currency());
    }
}
