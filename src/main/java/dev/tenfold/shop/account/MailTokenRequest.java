package dev.tenfold.shop.account;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import org.hibernate.validator.constraints.CodePointLength;

/** The token of a mail. */
record MailTokenRequest(
        @NotNull @CodePointLength(max = MailTokenRequest.MAX_LENGTH) @Schema(
                example = "q3VAk8Q0a1JbWzFf0p5yqk0qGm1x1m8JXoXUe3m0dHk") String token) {

    static final int MAX_LENGTH = 200;
}
