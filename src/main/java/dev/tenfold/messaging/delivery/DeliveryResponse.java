package dev.tenfold.messaging.delivery;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A delivery as admins see it. */
@Schema(name = "WebhookDelivery")
record DeliveryResponse(
        DeliveryId id,
        @Schema(description = "Also the `webhook-id` of each request.") UUID eventId,
        @Schema(example = "order.placed", maxLength = 200) String eventType,
        DeliveryStatus status,
        @Schema(description = "Begun so far.", example = "2", minimum = "0", maximum = "2147483647") int attempts,
        @Schema(description = "When it is tried next, where it is.") @Nullable Instant nextAttemptAt,
        @Schema(description = "When the last attempt ended.") @Nullable Instant attemptedAt,
        @Schema(description = "Of the last answer, where there was one.", example = "503", minimum = "100",
                maximum = "999") @Nullable Integer responseStatus,
        @Schema(description = "How long the last attempt took, in milliseconds.", example = "84", minimum = "0",
                maximum = "2147483647") @Nullable Integer durationMs,
        @Schema(description = "Why the last attempt failed, where it did.", maxLength = 2000,
                example = "The status was 503") @Nullable String error,
        Instant createdAt,
        @Nullable Instant finishedAt) {

    static DeliveryResponse of(Delivery delivery) {
        return new DeliveryResponse(delivery.id(), delivery.eventId(), delivery.eventType(), delivery.status(), delivery.attempts(),
                delivery.dueAt(), delivery.attemptedAt(), delivery.responseStatus(), delivery.durationMs(), delivery.error(),
                delivery.createdAt(), delivery.finishedAt());
    }
}
