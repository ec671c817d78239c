package dev.tenfold.shop.order;

import dev.tenfold.shop.money.IsoCurrency;
import dev.tenfold.shop.money.Money;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import org.hibernate.validator.constraints.CodePointLength;

/** A payment that an admin has confirmed. */
record NewPaymentRequest(
        @NotBlank @CodePointLength(max = 200) @Schema(example = "pi_3PqV2e", minLength = 1,
                description = "The payment provider's reference for the payment.") String reference,
        @NotNull @Valid @Schema(description = "What was paid. It must be the order's total.") PaidAmount amount) {

    /** An amount of money that was paid. */
    @Schema(name = "PaidAmount")
    record PaidAmount(
            @NotNull @PositiveOrZero @Schema(example = "1999", minimum = "0", maximum = "9223372036854775807",
                    description = "In minor units.") Long amount,
            @NotNull @IsoCurrency @Schema(example = "USD", pattern = "^[A-Z]{3}$",
                    description = "The currency code (ISO 4217).") String currency) {

        Money toMoney() {
            return new Money(amount, currency);
        }
    }
}
