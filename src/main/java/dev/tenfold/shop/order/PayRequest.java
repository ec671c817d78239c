package dev.tenfold.shop.order;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** Proof of a payment. */
record PayRequest(@NotBlank @Size(max = 200) @Schema(example = "pi_3PqV2e", minLength = 1,
        description = "The payment provider's reference.") String paymentReference) {}
