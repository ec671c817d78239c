package dev.tenfold.shop.order;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import org.hibernate.validator.constraints.CodePointLength;

/** A payment that an admin has confirmed. */
record NewPaymentRequest(
        @NotBlank @CodePointLength(max = 200) @Schema(example = "pi_3PqV2e", minLength = 1,
                description = "The payment provider's reference for the payment.") String reference,
        @NotNull @Valid @Schema(description = "What was paid. It must be the order's total.") PaymentAmount amount) {}
