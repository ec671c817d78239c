package dev.tenfold.messaging.webhook;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who wants to be told of events.
 *
 * @param events types, or beginnings of types: {@code order.*}
 * @param disabledReason where nobody switched it off but its receiver's failures
 * @param failingSince the first failure since the last success
 */
public record Webhook(WebhookId id, String url, List<String> events, boolean enabled, @Nullable String disabledReason,
        @Nullable Instant failingSince, long version, Instant createdAt, Instant updatedAt) {

    public Webhook {
        events = List.copyOf(events);
    }
}
