package dev.tenfold.shop.account;

import dev.tenfold.security.password.NotCommon;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import org.hibernate.validator.constraints.CodePointLength;

/** A new password, with the token that allows it. */
record NewPasswordRequest(
        @NotNull @CodePointLength(max = MailTokenRequest.MAX_LENGTH) @Schema(
                example = "q3VAk8Q0a1JbWzFf0p5yqk0qGm1x1m8JXoXUe3m0dHk") String token,
        @NotNull @CodePointLength(min = 10, max = 128) @NotCommon @Schema(example = "another horse battery",
                format = "password") String password) {}
