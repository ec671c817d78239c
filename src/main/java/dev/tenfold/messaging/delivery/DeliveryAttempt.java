package dev.tenfold.messaging.delivery;

import dev.tenfold.messaging.webhook.WebhookId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A delivery that this worker has claimed.
 * @param traceparent the trace in which the event happened, if known
 * @param secrets as they are stored in the database, the newest first
 * @param number the number of this attempt
 * @param leasedUntil until when no other worker may claim the delivery. The result is written only while the delivery still has this lease:
 * another attempt and a restart by hand both change it
 * @param step how many attempts have failed since the delivery was created or last started again by hand
 */
record DeliveryAttempt(DeliveryId id, WebhookId webhook, UUID eventId, String eventType, String url, String body,
        @Nullable String traceparent,
        List<byte[]> secrets, int number, Instant leasedUntil, int step) {

    DeliveryAttempt {
        secrets = List.copyOf(secrets);
    }
}
