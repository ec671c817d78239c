package dev.tenfold.security.token;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** An e-mail and its password. */
record SignInRequest(
        @NotNull @Size(max = 254) @Schema(example = "ana.ribeiro@example.com") String email,
        @NotNull @Size(max = 128) @Schema(example = "just-looking-around", format = "password") String password) {}
