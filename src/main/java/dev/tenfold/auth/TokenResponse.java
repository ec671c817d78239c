package dev.tenfold.auth;

import io.swagger.v3.oas.annotations.media.Schema;

/** A pair of tokens (RFC 6749, section 5.1). */
@Schema(name = "Tokens")
record TokenResponse(
        @Schema(description = "A JWT: send it as `Authorization: Bearer ...`.", maxLength = 4000) String accessToken,
        @Schema(example = "Bearer", allowableValues = "Bearer") String tokenType,
        @Schema(description = "Seconds that the access token is good for.", example = "900", minimum = "1", maximum = "900") long expiresIn,
        @Schema(description = "Good for one use.", maxLength = 43) String refreshToken) {}
