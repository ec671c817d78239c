package dev.tenfold.shop.payment;

import dev.tenfold.shop.order.OrderId;
import dev.tenfold.shop.order.PaymentAmount;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
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
}
