package dev.tenfold.security.token;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import org.hibernate.validator.constraints.CodePointLength;

/** An e-mail address and its password. */
record SignInRequest(
        @NotNull @CodePointLength(max = 254) @Schema(example = "ana.ribeiro@example.com") String email,
        @NotNull @CodePointLength(max = 128) @Schema(example = "just-looking-around", format = "password") String password) {}
