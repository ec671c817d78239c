package dev.tenfold.security.token;

import io.swagger.v3.oas.annotations.media.Schema;

/** A pair of tokens (RFC 6749, section 5.1). */
@Schema(name = "Tokens")
record TokenResponse(
        @Schema(description = "A JWT. Send it in the header `Authorization: Bearer ...`.",
                example = "eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiIwMTlhOWUyYiJ9.c2lnbmF0dXJl",
                maxLength = 4000) String accessToken,
        @Schema(example = "Bearer", allowableValues = "Bearer") String tokenType,
        @Schema(description = "How many seconds the access token is valid.", example = "900", minimum = "1",
                maximum = "900") long expiresIn,
        @Schema(description = "Can be used once.", example = "q3VAk8Q0a1JbWzFf0p5yqk0qGm1x1m8JXoXUe3m0dHk",
                maxLength = 43) String refreshToken) {}
