package dev.tenfold.shop.account;

import dev.tenfold.shop.user.EmailAddress;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import org.hibernate.validator.constraints.CodePointLength;

/** Whose password is to be reset. */
record PasswordResetRequest(
        @NotNull @CodePointLength(min = 1, max = EmailAddress.MAX_LENGTH) @Schema(example = "ada@example.com") String email) {}
