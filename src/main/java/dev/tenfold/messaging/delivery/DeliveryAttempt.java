package dev.tenfold.messaging.delivery;

import dev.tenfold.messaging.webhook.WebhookId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A delivery that this worker has claimed.
 *
 * @param traceparent the trace in which the event happened, as far as that is known
 * @param secrets as they lie in the database, the newest first
 * @param number of the attempt: what it writes is written only while no later one has begun
 * @param step how many attempts failed before, since it was first or by hand to be delivered
 */
record DeliveryAttempt(DeliveryId id, WebhookId webhook, UUID eventId, String eventType, String url, String body,
        @Nullable String traceparent,
        List<byte[]> secrets, int number, int step) {

    DeliveryAttempt {
        secrets = List.copyOf(secrets);
    }
}
