package dev.tenfold.shop.payment;

import dev.tenfold.shop.money.IsoCurrency;
import dev.tenfold.shop.money.Money;
import dev.tenfold.shop.order.OrderId;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import org.hibernate.validator.constraints.CodePointLength;

/** What the payment provider reports about a payment. */
@Schema(name = "PaymentEvent")
record PaymentEventRequest(
        @NotNull OrderId orderId,
        @NotNull @Valid PaymentAmount amount,
        @NotBlank @CodePointLength(max = 200) @Schema(example = "pi_3PqV2e", minLength = 1,
                description = "The payment provider's reference for the payment.") String reference,
        @NotNull @Schema(description = "Only `succeeded` marks the order as paid.") PaymentStatus status) {

    PaymentEvent toEvent() {
        return new PaymentEvent(orderId, amount.toMoney(), reference, status);
    }

    /** The amount of a payment. */
    @Schema(name = "PaymentAmount")
    record PaymentAmount(
            @NotNull @PositiveOrZero @Schema(example = "1999", minimum = "0", maximum = "9223372036854775807",
                    description = "In minor units.") Long amount,
            @NotNull @IsoCurrency @Schema(example = "USD", pattern = "^[A-Z]{3}$",
                    description = "The currency code (ISO 4217).") String currency) {

        Money toMoney() {
            return new Money(amount, currency);
        }
    }
}
