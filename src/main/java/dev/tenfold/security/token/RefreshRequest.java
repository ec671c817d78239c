package dev.tenfold.security.token;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;

/** A refresh token. One that is too long is no more than unknown: signing out answers 204 to it as well. */
record RefreshRequest(@NotNull @Schema(maxLength = 65_536, example = "q3VAk8Q0a1JbWzFf0p5yqk0qGm1x1m8JXoXUe3m0dHk") String refreshToken) {}
