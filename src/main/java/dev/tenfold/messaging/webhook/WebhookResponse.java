package dev.tenfold.messaging.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A webhook as admins see it. */
@Schema(name = "Webhook")
record WebhookResponse(
        WebhookId id,
        @Schema(example = "https://shop.example/hooks/tenfold", format = "uri", maxLength = WebhookRequest.LONGEST_URL) String url,
        @ArraySchema(maxItems = WebhookRequest.MOST_FILTERS,
                schema = @Schema(pattern = WebhookRequest.FILTER, example = "order.*")) List<String> events,
        @Schema(example = "true") boolean enabled,
        @Schema(description = "Why the service disabled the webhook, if it did.", maxLength = 2000,
                example = "Every attempt since 2026-11-18T09:30:00Z failed") @Nullable String disabledReason,
        @Schema(description = "The time of the first failure since the last success.") @Nullable Instant failingSince,
        @Schema(description = "The secret that signs requests. It is shown only in this response.", maxLength = 200,
                example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String secret,
        Instant createdAt,
        Instant updatedAt) {

    static WebhookResponse of(Webhook webhook) {
        return of(webhook, null);
    }

    static WebhookResponse of(Webhook webhook, @Nullable SigningSecret secret) {
        return new WebhookResponse(webhook.id(), webhook.url(), webhook.events(), webhook.enabled(), webhook.disabledReason(),
                webhook.failingSince(), secret == null ? null : secret.text(), webhook.createdAt(), webhook.updatedAt());
    }
}
