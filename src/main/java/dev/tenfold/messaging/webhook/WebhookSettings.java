package dev.tenfold.messaging.webhook;

import java.util.List;

/**
 * What an admin decides about a webhook.
 * @param events the event types to deliver; {@code order.*} matches all types that start with {@code order.}
 */
record WebhookSettings(String url, List<String> events, boolean enabled) {}
