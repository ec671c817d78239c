package dev.tenfold.messaging.outbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;

/**
 * Publishes to a Kafka topic. The key is the aggregate's id, so all events of one aggregate are in one partition. Each batch is a Kafka
 * transaction: a consumer that reads only committed records sees the whole batch or nothing. So it never sees a later event of a failed
 * batch before an earlier one (docs/adr/0017).
 */
final class KafkaTarget implements EventTarget, AutoCloseable {

    /**
     * Shorter, in total, than PostgreSQL lets the relay's transaction be idle. Otherwise another relay could claim the shard and publish
     * the same events at the same time.
     */
    private static final Duration LONGEST_BLOCK = Duration.ofSeconds(2);
    private static final Duration LONGEST_REQUEST = Duration.ofMillis(1_500);
    private static final Duration LONGEST_DELIVERY = Duration.ofSeconds(3);
    private static final Duration LONGEST_TRANSACTION = Duration.ofSeconds(5);
    private static final int BIGGEST_EVENT = 4_000_000; // bytes; the topic may take less

    private final DefaultKafkaProducerFactory<String, String> producers;
    private final KafkaTemplate<String, String> kafka;
    private final String topic;

    KafkaTarget(ProducerFactory<?, ?> configured, String topic) {
        Map<String, Object> settings = new HashMap<>(configured.getConfigurationProperties());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis(LONGEST_BLOCK));
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis(LONGEST_REQUEST));
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis(LONGEST_DELIVERY));
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, millis(LONGEST_TRANSACTION));
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, BIGGEST_EVENT);
        this.producers = new DefaultKafkaProducerFactory<>(settings, new StringSerializer(), new StringSerializer());
        producers.setTransactionIdPrefix("tenfold-relay-" + UUID.randomUUID() + "-");
        producers.setPhysicalCloseTimeout(Math.toIntExact(LONGEST_BLOCK.toSeconds()));
        this.kafka = new KafkaTemplate<>(producers);
        this.topic = topic;
    }

    @Override
    public String name() {
        return "kafka";
    }

    /**
     * Kafka does not get the fencing token. If a relay publishes after it has lost its shard, those events were published before or will be
     * published by its successor, in order.
     */
    @Override
    public void publish(long fencingToken, Map<Integer, List<Message>> shards) {
        try {
            // the commit fails if one of the sends failed
            kafka.executeInTransaction(
                    batch -> shards.values().stream().flatMap(List::stream).map(message -> batch.send(toKafka(message))).toList());
        } catch (KafkaException | org.springframework.kafka.KafkaException away) {
            throw new PublishFailed("Kafka: " + away.getMessage());
        }
    }

    private ProducerRecord<String, String> toKafka(Message message) {
        var written = new ProducerRecord<>(topic, message.key(), message.body());
        written.headers().add("content-type", CloudEvent.CONTENT_TYPE.getBytes(StandardCharsets.US_ASCII));
        return written;
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }

    @Override
    public void close() {
        producers.destroy();
    }
}
