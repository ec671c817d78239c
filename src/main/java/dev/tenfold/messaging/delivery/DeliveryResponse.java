package dev.tenfold.messaging.delivery;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A delivery as admins see it. */
@Schema(name = "WebhookDelivery")
record DeliveryResponse(
        DeliveryId id,
        @Schema(description = "The id of the event. Each request has it in the header `webhook-id`.") UUID eventId,
        @Schema(example = "order.placed", maxLength = 200) String eventType,
        DeliveryStatus status,
        @Schema(description = "The number of attempts that have started so far.", example = "2", minimum = "0",
                maximum = "2147483647") int attempts,
        @Schema(description = "The time of the next attempt, if there is one.") @Nullable Instant nextAttemptAt,
        @Schema(description = "The time when the last attempt ended.") @Nullable Instant attemptedAt,
        @Schema(description = "The status of the last response, if there was one.", example = "503", minimum = "100",
                maximum = "999") @Nullable Integer responseStatus,
        @Schema(description = "The duration of the last attempt, in milliseconds.", example = "84", minimum = "0",
                maximum = "2147483647") @Nullable Integer durationMs,
        @Schema(description = "Why the last attempt failed, if it failed.", maxLength = 2000,
                example = "The status was 503") @Nullable String error,
        Instant createdAt,
        @Nullable Instant finishedAt) {

    static DeliveryResponse of(Delivery delivery) {
        return new DeliveryResponse(delivery.id(), delivery.eventId(), delivery.eventType(), delivery.status(), delivery.attempts(),
                delivery.dueAt(), delivery.attemptedAt(), delivery.responseStatus(), delivery.durationMs(), delivery.error(),
                delivery.createdAt(), delivery.finishedAt());
    }
}
