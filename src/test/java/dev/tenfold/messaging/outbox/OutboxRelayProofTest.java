package dev.tenfold.messaging.outbox;

import dev.tenfold.testing.evidence.Results;
import dev.tenfold.testing.services.Durability;
import dev.tenfold.testing.services.EmbeddedServices;
import dev.tenfold.testing.services.Instance;
import dev.tenfold.testing.services.Proof;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two relays are killed repeatedly while they publish, and so are Redis and PostgreSQL. {@code -Dtenfold.proof=full} runs longer. */
@Proof
class OutboxRelayProofTest {

    private static final Logger log = LoggerFactory.getLogger(OutboxRelayProofTest.class);
    private static final int EVENTS = Proof.FULL ? 10_000 : 1_000;
    private static final int KILLS = Proof.FULL ? 10 : 2;
    private static final Duration PAUSE = Duration.ofMillis(Proof.FULL ? 60 : 100);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    /** Small batches, so that a kill often hits a relay in the middle of one. */
    private static final Map<String, Object> SETTINGS = Map.of("tenfold.outbox.batch", 20);

    @Test
    void noEventIsLostAndEventsOfAnAggregateStayInOrder() throws InterruptedException {
        try (var servers = EmbeddedServices.startKeepingRedis(Durability.CRASH_SAFE)) {
            List<Instance> relays = IntStream.range(0, 2).mapToObj(_ -> Instance.launch(servers.addresses(), SETTINGS)).toList();
            try (var reader = new StreamReader(servers.redis().address().uri(), "{tenfold:events}")) {
                relays.forEach(Instance::awaitReady);
                var eventWriters = new EventWriters(servers.postgres().address());
                Thread writers = Thread.startVirtualThread(() -> eventWriters.write(EVENTS, PAUSE));
                for (int kill = 0; kill < KILLS; kill++) {
                    int before = eventWriters.written();
                    await().atMost(TIMEOUT).until(() -> eventWriters.written() > Math.min(EVENTS - 1, before + EVENTS / (2 * KILLS)));
                    relays.forEach(Instance::awaitReady); // a relay that is just starting would not survive a loss of PostgreSQL
                    Instance relay = relays.get(kill % 2);
                    Thread.sleep(ThreadLocalRandom.current().nextLong(50));
                    relay.kill();
                    if (kill % 2 == 0) {
                        servers.redis().kill();
                        servers.redis().start();
                    } else {
                        servers.postgres().kill();
                        servers.postgres().start();
                    }
                    relay.start();
                }
                writers.join();
                await().atMost(TIMEOUT).ignoreExceptions().until(() -> eventWriters.pending() == 0);
                int repeated = eventWriters.countRepeated(reader.all().stream());
                log.info("{} events, {} kills of a relay and as many of Redis or PostgreSQL: none missing, {} published again",
                        eventWriters.committed(), KILLS, repeated);
                assertThat(eventWriters.committed()).isGreaterThanOrEqualTo(EVENTS);
                Results.write("outbox-relay", OutboxRelayProofTest.class,
                        Map.of("events", eventWriters.committed(), "kills of a relay", KILLS,
                                "kills of Redis or PostgreSQL", KILLS, "events missing", 0, "published again", repeated));
            } finally {
                relays.forEach(Instance::close);
            }
        }
    }
}
