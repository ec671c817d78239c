package dev.tenfold.messaging.outbox;

import dev.tenfold.testing.evidence.Results;
import dev.tenfold.testing.services.Durability;
import dev.tenfold.testing.services.EmbeddedServices;
import dev.tenfold.testing.services.Instance;
import dev.tenfold.testing.services.Proof;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two relays that publish to a real Kafka. Relays and broker are killed while they work. {@code -Dtenfold.proof=full} runs longer. */
@Proof
class KafkaProofTest {

    private static final Logger log = LoggerFactory.getLogger(KafkaProofTest.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int EVENTS = Proof.FULL ? 10_000 : 1_000;
    private static final int KILLS = Proof.FULL ? 5 : 1;
    private static final Duration PAUSE = Duration.ofMillis(Proof.FULL ? 60 : 100);
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    @Test
    void noEventIsLostAndEventsOfAnAggregateStayInOrder() throws Exception {
        try (var servers = EmbeddedServices.start(Durability.CRASH_SAFE); var kafka = new KafkaProcess()) {
            Map<String, Object> settings = Map.of("spring.kafka.bootstrap-servers", kafka.address(), "tenfold.outbox.batch", 20);
            List<Instance> relays = IntStream.range(0, 2).mapToObj(_ -> Instance.launch(servers.addresses(), settings)).toList();
            try {
                relays.forEach(Instance::awaitReady);
                var eventWriters = new EventWriters(servers.postgres().address());
                Thread writers = Thread.startVirtualThread(() -> eventWriters.write(EVENTS, PAUSE));
                for (int kill = 0; kill < KILLS; kill++) {
                    int before = eventWriters.written();
                    await().atMost(TIMEOUT).until(() -> eventWriters.written() > Math.min(EVENTS - 1, before + EVENTS / (3 * KILLS)));
                    Thread.sleep(ThreadLocalRandom.current().nextLong(50));
                    kafka.kill();
                    relays.get(kill % 2).kill();
                    relays.get(kill % 2).start();
                    kafka.start();
                }
                writers.join();
                await().atMost(TIMEOUT).until(() -> eventWriters.pending() == 0);
                List<ConsumerRecord<String, String>> received = read(kafka.address());
                int repeated = eventWriters.countRepeated(received.stream().map(message -> JSON.readTree(message.value())));
                log.info("{} events, {} kills of the broker and as many of a relay: none missing, {} published again",
                        eventWriters.committed(), KILLS, repeated);
                assertThat(received).allSatisfy(message -> {
                    assertThat(message.key()).isEqualTo(JSON.readTree(message.value()).path("subject").asString());
                    assertThat(new String(message.headers().lastHeader("content-type").value(), US_ASCII))
                            .isEqualTo("application/cloudevents+json");
                });
                Results.write("kafka", KafkaProofTest.class, Map.of("events", eventWriters.committed(), "kills of the broker", KILLS,
                        "kills of a relay", KILLS, "events missing", 0, "published again", repeated));
            } finally {
                relays.forEach(Instance::close);
            }
        }
    }

    /** All committed events, in order for each partition. */
    private static List<ConsumerRecord<String, String>> read(String address) {
        Map<String, Object> settings = Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, address, ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed");
        List<ConsumerRecord<String, String>> received = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor("tenfold.events").stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(received::add);
            }
        }
        return received;
    }
}
