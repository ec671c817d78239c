package dev.tenfold.messaging.outbox;

import dev.tenfold.cache.redis.LuaScript;
import dev.tenfold.cache.redis.RedisConnectionState;
import dev.tenfold.cache.redis.RedisUnavailable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Publishes to a Redis Stream of limited length: each entry has one field, {@code event}. It is as durable as Redis. A consumer that
 * reads too late misses the entries that were removed.
 */
final class RedisStreamTarget implements EventTarget {

    /** Atomic: the batch of a shard is added as a whole or not at all, and never after a later batch of its shard. */
    private static final LuaScript ADD = LuaScript.of("""
            local last = redis.call('HGET', KEYS[2], ARGV[1])
            if last and tonumber(last) > tonumber(ARGV[2]) then
                return 'superseded'
            end
            redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
            for i = 4, #ARGV do
                redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[3], '*', 'event', ARGV[i])
            end
            return 'added'
            """);

    private final RedisConnectionState redis;
    private final byte[][] keys;
    private final int length;

    RedisStreamTarget(RedisConnectionState redis, String stream, int length) {
        this.redis = redis;
        this.keys = new byte[][]{bytes("{" + stream + "}"), bytes("{" + stream + "}:turns")};
        this.length = length;
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public void publish(long fencingToken, Map<Integer, List<Message>> shards) {
        try {
            shards.entrySet().stream().map(shard -> send(shard.getKey(), fencingToken, shard.getValue())).toList().forEach(this::await);
        } catch (RedisUnavailable away) {
            throw new PublishFailed("Redis: " + away.getMessage());
        }
    }

    private CompletionStage<byte[]> send(int shard, long fencingToken, List<Message> messages) {
        List<byte[]> arguments = new ArrayList<>(List.of(bytes(shard), bytes(fencingToken), bytes(length)));
        messages.forEach(message -> arguments.add(bytes(message.body())));
        return redis.send(ADD, keys, arguments.toArray(byte[][]::new));
    }

    private void await(CompletionStage<byte[]> reply) {
        byte[] answer = redis.awaitLong(reply);
        if (answer == null || !new String(answer, StandardCharsets.US_ASCII).equals("added")) {
            throw new PublishFailed("another relay has taken the shard over");
        }
    }

    private static byte[] bytes(Object value) {
        return value.toString().getBytes(StandardCharsets.UTF_8);
    }
}
