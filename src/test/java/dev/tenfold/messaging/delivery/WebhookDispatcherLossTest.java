package dev.tenfold.messaging.delivery;

import dev.tenfold.messaging.delivery.TestWebhooks.Hook;
import dev.tenfold.messaging.outbound.WebhookReceiver;
import dev.tenfold.messaging.outbox.Outbox;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.testing.evidence.Results;
import dev.tenfold.testing.services.Instance;
import dev.tenfold.testing.services.Proof;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TenfoldTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Workers are killed while receivers are processing their requests. This process only writes events. {@code -Dtenfold.proof=full}: 20
 * kills.
 */
@Proof
@TenfoldTest(properties = {"tenfold.roles=api", "tenfold.outbound.allowed=127.0.0.0/8", "tenfold.outbound.plain-http=true"})
@DirtiesContext
class WebhookDispatcherLossTest {

    private static final Logger log = LoggerFactory.getLogger(WebhookDispatcherLossTest.class);
    private static final Services OWN = SeparateDatabase.create();
    private static final int KILLS = Proof.FULL ? 20 : 2;
    private static final int EVENTS = 20; // between one kill and the next
    private static final Duration STARTED_WITHIN = Duration.ofSeconds(90);
    private static final Duration DELIVERED_WITHIN = Duration.ofSeconds(60);
    private static final Map<String, Object> WORKER = Map.of("tenfold.roles", "worker", "tenfold.outbound.allowed", "127.0.0.0/8",
            "tenfold.outbound.plain-http", "true", "tenfold.webhook.delivery.retry-delays", "200ms,200ms,200ms,200ms,200ms");

    private final TestWebhooks webhooks;
    private final JdbcClient jdbc;

    WebhookDispatcherLossTest(@LocalServerPort int port, @Autowired JdbcClient jdbc, @Autowired Outbox outbox,
            @Autowired Transactions transactions) {
        this.webhooks = new TestWebhooks(port, jdbc, outbox, transactions);
        this.jdbc = jdbc;
    }

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        OWN.addTo(registry);
    }

    @Test
    void everyEventIsDeliveredAtLeastOnceWithItsId() {
        try (var receiver = WebhookReceiver.start(WebhookReceiver.hang())) {
            Hook hook = webhooks.add(receiver.url(), "*");
            List<UUID> events = new ArrayList<>();
            try (Instance worker = Instance.launch(OWN, WORKER)) {
                for (int kill = 0; kill < KILLS; kill++) {
                    worker.awaitReady();
                    int before = receiver.received().size();
                    IntStream.range(0, EVENTS).forEach(_ -> events.add(webhooks.addEvent("test.happened")));
                    await().atMost(STARTED_WITHIN).until(() -> receiver.received().size() >= before + 3);
                    worker.kill();
                    worker.start();
                }
                worker.awaitReady();
                receiver.behave(WebhookReceiver.status(200));
                await().atMost(DELIVERED_WITHIN).until(() -> delivered() == events.size());
            }
            Set<String> received = receiver.received().stream().map(it -> it.header("webhook-id")).collect(Collectors.toSet());
            assertThat(received).containsExactlyInAnyOrderElementsOf(events.stream().map(UUID::toString).toList());
            assertThat(receiver.received()).allMatch(request -> TestWebhooks.isSigned(request, hook.secret()));
            log.info("{} events, {} kills in mid-delivery: all delivered, {} requests", events.size(), KILLS, receiver.received().size());
            Results.write("webhook-kills", WebhookDispatcherLossTest.class,
                    Map.of("events", events.size(), "kills", KILLS, "events not delivered", 0,
                            "requests", receiver.received().size()));
        }
    }

    private int delivered() {
        return jdbc.sql("SELECT count(*) FROM webhook_deliveries WHERE status = 'succeeded'").query(Integer.class).single();
    }
}
