package dev.tenfold.messaging.delivery;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event for one webhook, as it stands.
 *
 * @param attempts begun so far
 * @param dueAt when it is tried next, where it is
 * @param attemptedAt of the last attempt that ended, as are the next three
 */
record Delivery(DeliveryId id, UUID eventId, String eventType, DeliveryStatus status, int attempts, @Nullable Instant dueAt,
        @Nullable Instant attemptedAt, @Nullable Integer responseStatus, @Nullable Integer durationMs, @Nullable String error,
        Instant createdAt, @Nullable Instant finishedAt) {}
