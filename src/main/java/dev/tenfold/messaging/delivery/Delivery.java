package dev.tenfold.messaging.delivery;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The delivery of one event to one webhook, in its current status.
 * @param attempts how many attempts have begun
 * @param dueAt when the next attempt is due, or null
 * @param attemptedAt the time of the last attempt that ended; the next three fields are also of that attempt
 */
record Delivery(DeliveryId id, UUID eventId, String eventType, DeliveryStatus status, int attempts, @Nullable Instant dueAt,
        @Nullable Instant attemptedAt, @Nullable Integer responseStatus, @Nullable Integer durationMs, @Nullable String error,
        Instant createdAt, @Nullable Instant finishedAt) {}
