package dev.tenfold.messaging.webhook;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/** A secret that was just created. */
@Schema(name = "WebhookSecret")
record SigningSecretResponse(
        @Schema(description = "The secret that signs requests. It is shown only in this response.", maxLength = 200,
                example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=") String secret,
        @Schema(description = "Until this time, requests are also signed with the previous secrets.") Instant previousValidUntil) {

    static SigningSecretResponse of(SecretRotation rotation) {
        return new SigningSecretResponse(rotation.secret().text(), rotation.previousValidUntil());
    }
}
