package dev.tenfold.messaging.webhook;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A subscription to events by HTTP.
 * @param events event types, or prefixes of types: {@code order.*}
 * @param disabledReason why it was disabled because of failures; null if an admin disabled it
 * @param failingSince the first failure since the last success
 */
public record Webhook(WebhookId id, String url, List<String> events, boolean enabled, @Nullable String disabledReason,
        @Nullable Instant failingSince, long version, Instant createdAt, Instant updatedAt) {

    public Webhook {
        events = List.copyOf(events);
    }
}
