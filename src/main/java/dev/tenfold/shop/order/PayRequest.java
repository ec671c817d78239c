package dev.tenfold.shop.order;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import org.hibernate.validator.constraints.CodePointLength;

/** Proof of a payment. */
record PayRequest(@NotBlank @CodePointLength(max = 200) @Schema(example = "pi_3PqV2e", minLength = 1,
        description = "The payment provider's reference for the payment.") String paymentReference) {}
