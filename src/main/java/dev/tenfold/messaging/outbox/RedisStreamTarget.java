package dev.tenfold.messaging.outbox;

import dev.tenfold.cache.redis.LuaScript;
import dev.tenfold.cache.redis.RedisConnectionState;
import dev.tenfold.cache.redis.RedisUnavailable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.springframework.util.unit.DataSize;

/**
 * Publishes to a Redis Stream of limited length and size: each entry has one field, {@code event}. It is as durable as Redis. A consumer
 * that reads too late misses the entries that were removed. For use by one thread.
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

    /**
     * Removes the oldest entries while the stream uses too much memory. Redis measures it in time that grows with the stream (a few ms for
     * 100 MB), so this does not run with each batch. It works for a full Redis too, because it stores nothing.
     */
    private static final LuaScript TRIM = LuaScript.of("""
            local limit = tonumber(ARGV[1])
            local used = redis.call('MEMORY', 'USAGE', KEYS[1], 'SAMPLES', 0)
            while used and used > limit do
                local length = redis.call('XLEN', KEYS[1])
                if length < 2 then break end
                redis.call('XTRIM', KEYS[1], 'MAXLEN', '=', math.min(length - 1, math.floor(length * limit / used * 0.95)))
                used = redis.call('MEMORY', 'USAGE', KEYS[1], 'SAMPLES', 0)
            end
            return 'trimmed'
            """);

    /** How many bytes are published between two checks of the stream's size. */
    private static final long CHECK_AFTER = 8L << 20;

    private final RedisConnectionState redis;
    private final byte[][] keys;
    private final int length;
    private final DataSize maxSize;
    private long unchecked = CHECK_AFTER; // another relay may have filled the stream, or the limit may be a new one

    RedisStreamTarget(RedisConnectionState redis, String stream, int length, DataSize maxSize) {
        this.redis = redis;
        this.keys = new byte[][]{bytes("{" + stream + "}"), bytes("{" + stream + "}:turns")};
        this.length = length;
        this.maxSize = maxSize;
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public void publish(long fencingToken, Map<Integer, List<Message>> shards) {
        try {
            trim();
            shards.entrySet().stream().map(shard -> send(shard.getKey(), fencingToken, shard.getValue())).toList().forEach(this::await);
        } catch (RedisUnavailable away) {
            unchecked = CHECK_AFTER; // perhaps its memory is full
            throw new PublishFailed("Redis: " + away.getMessage());
        }
    }

    private void trim() {
        if (unchecked >= CHECK_AFTER) {
            redis.awaitLong(redis.send(TRIM, new byte[][]{keys[0]}, bytes(maxSize.toBytes())));
            unchecked = 0;
        }
    }

    private CompletionStage<byte[]> send(int shard, long fencingToken, List<Message> messages) {
        List<byte[]> arguments = new ArrayList<>(List.of(bytes(shard), bytes(fencingToken), bytes(length)));
        for (Message message : messages) {
            byte[] body = bytes(message.body());
            unchecked += body.length;
            arguments.add(body);
        }
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
