package dev.tenfold.messaging.outbox;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A reader of the Redis Stream. */
final class StreamReader implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;
    private final String stream;

    StreamReader(String redis, String stream) {
        this.client = RedisClient.create(redis);
        this.connection = client.connect();
        this.stream = stream;
    }

    /** All entries of the stream. */
    List<JsonNode> all() {
        return connection.sync().xrange(stream, Range.unbounded()).stream().map(StreamReader::event).toList();
    }

    /** The entries of one subject, in order. */
    List<JsonNode> of(Object subject) {
        return all().stream().filter(event -> event.path("subject").asString().equals(subject.toString())).toList();
    }

    long length() {
        return connection.sync().xlen(stream);
    }

    /** Waits for the next entry after this id. Returns its id, or null if none arrived in time. */
    @SuppressWarnings("unchecked") // the driver takes an array of a generic type
    String next(String after, Duration limit) {
        connection.setTimeout(limit.plusSeconds(5));
        List<StreamMessage<String, String>> messages =
                connection.sync().xread(XReadArgs.Builder.block(limit).count(1), StreamOffset.from(stream, after));
        return messages.isEmpty() ? null : messages.getFirst().getId();
    }

    String last() {
        var newest = connection.sync().xrevrange(stream, Range.unbounded(), Limit.from(1));
        return newest.isEmpty() ? "0-0" : newest.getFirst().getId();
    }

    private static JsonNode event(StreamMessage<String, String> message) {
        return JSON.readTree(message.getBody().get("event"));
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown();
    }
}
