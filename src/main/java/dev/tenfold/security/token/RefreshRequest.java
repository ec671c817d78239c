package dev.tenfold.security.token;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;

/** A refresh token. A token that is too long is treated like an unknown one: signing out answers 204 to it too. */
record RefreshRequest(@NotNull @Schema(maxLength = 65_536, example = "q3VAk8Q0a1JbWzFf0p5yqk0qGm1x1m8JXoXUe3m0dHk") String refreshToken) {}
