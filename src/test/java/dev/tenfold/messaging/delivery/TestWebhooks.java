package dev.tenfold.messaging.delivery;

import dev.tenfold.messaging.outbound.WebhookReceiver.Received;
import dev.tenfold.messaging.outbox.Event;
import dev.tenfold.messaging.outbox.Outbox;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestUsers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

import static org.awaitility.Awaitility.await;

/** The webhooks of a test, and events for them. */
final class TestWebhooks {

    static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final ApiClient admin;
    private final Outbox outbox;
    private final Transactions transactions;

    TestWebhooks(ApiClient admin, Outbox outbox, Transactions transactions) {
        this.admin = admin;
        this.outbox = outbox;
        this.transactions = transactions;
    }

    /** The webhooks of a new admin of the service on this port. */
    TestWebhooks(int port, JdbcClient jdbc, Outbox outbox, Transactions transactions) {
        this(new ApiClient(port).as(new TestUsers(jdbc).admin().token()), outbox, transactions);
    }

    /** A webhook. */
    record Hook(String path, String secret) {}

    Hook add(String url, String... filters) {
        String events = String.join("\", \"", filters);
        var created = admin.post("/api/v1/webhooks", "{\"url\": \"" + url + "\", \"events\": [\"" + events + "\"]}").is(201);
        return new Hook(created.location(), created.json().path("secret").asString());
    }

    /** Adds an event. Returns its id. */
    UUID addEvent(String type) {
        Event event = Event.of(type, UUID.randomUUID(), "{\"text\": \"\u00fc \\\"quoted\\\"\"}", Instant.now());
        transactions.run(() -> outbox.add(List.of(event)));
        return event.id();
    }

    JsonNode read(Hook hook) {
        return admin.get(hook.path()).is(200).json();
    }

    List<JsonNode> deliveries(Hook hook) {
        return admin.get(hook.path() + "/deliveries?limit=100").is(200).json().path("data").valueStream().toList();
    }

    JsonNode delivery(Hook hook, UUID event) {
        return deliveries(hook).stream().filter(it -> it.path("event_id").asString().equals(event.toString())).findFirst().orElseThrow();
    }

    /** Waits until the delivery has this status, and returns it. */
    JsonNode awaitStatus(Hook hook, UUID event, String status) {
        await().atMost(TIMEOUT).until(() -> deliveries(hook).stream().anyMatch(
                it -> it.path("event_id").asString().equals(event.toString()) && it.path("status").asString().equals(status)));
        return delivery(hook, event);
    }

    /** Verifies the signature like a receiver would, from the text of Standard Webhooks, without the service's code. */
    static boolean isSigned(Received request, String secret) {
        String content = request.header("webhook-id") + "." + request.header("webhook-timestamp") + "." + request.body();
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
            String expected = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
            return Arrays.asList(request.header("webhook-signature").split(" ")).contains(expected);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
