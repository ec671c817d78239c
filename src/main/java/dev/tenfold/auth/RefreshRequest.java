package dev.tenfold.auth;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** A refresh token. */
record RefreshRequest(@NotNull @Size(max = 128) @Schema(example = "q3VAk8Q0a1JbWzFf0p5yqk0qGm1x1m8JXoXUe3m0dHk") String refreshToken) {}
