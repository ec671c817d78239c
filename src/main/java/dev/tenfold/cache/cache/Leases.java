package dev.tenfold.cache.cache;

import dev.tenfold.cache.redis.LuaScript;
import dev.tenfold.cache.redis.RedisConnectionState;
import dev.tenfold.cache.redis.RedisUnavailable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Values in Redis, and the leases under which they are stored (Nishtala et al., "Scaling Memcache at Facebook", NSDI 2013, section 3.2.1).
 * Each of the three steps is one script, so nothing comes between its parts.
 */
@Component
class Leases {

    private static final LuaScript GET_OR_LEASE = LuaScript.of("""
            local value = redis.call('GET', KEYS[1])
            if value then return value end
            if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return 'L' end
            return 'W'
            """);
    private static final LuaScript STORE_IF_LEASE_STANDS = LuaScript.of("""
            if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 'N' end
            redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
            redis.call('DEL', KEYS[2])
            return 'Y'
            """);
    private static final LuaScript INVALIDATE = LuaScript.of("""
            redis.call('DEL', unpack(KEYS))
            redis.call('PUBLISH', ARGV[1], ARGV[2])
            return 'Y'
            """);
    private static final LuaScript DISCARD = LuaScript.of("redis.call('DEL', unpack(KEYS)) return 'Y'");

    private final RedisConnectionState redis;
    private final byte[] lease;

    Leases(RedisConnectionState redis, CacheProperties properties) {
        this.redis = redis;
        this.lease = text(Long.toString(properties.lease().toMillis()));
    }

    /** What Redis says to a reader: a value, or go and load it, or wait for the one who does. */
    sealed interface LeaseResult {

        @SuppressWarnings("ArrayRecordComponent") // bytes that are read once and never compared
        record Found(byte[] bytes) implements LeaseResult {}

        record Leased() implements LeaseResult {}

        record HeldByAnother() implements LeaseResult {}
    }

    static byte[] newToken() {
        return text(UUID.randomUUID().toString());
    }

    /**
     * The value, or a lease for the one who may load it.
     *
     * @throws RedisUnavailable when Redis cannot be relied on
     */
    LeaseResult getOrLease(CacheKey key, byte[] token) {
        byte[] reply = redis.run(GET_OR_LEASE, key.valueAndLease(), token, lease);
        if (is(reply, 'L')) {
            return new LeaseResult.Leased();
        }
        return is(reply, 'W') ? new LeaseResult.HeldByAnother() : new LeaseResult.Found(reply == null ? new byte[0] : reply); // null is how an empty text comes back
    }

    /**
     * Stores a value that was loaded under a lease, and answers whether the lease still stood: if not, the row was changed since, or the load
     * took too long.
     *
     * @throws RedisUnavailable when Redis cannot be relied on
     */
    boolean store(CacheKey key, byte[] token, byte[] value, Duration ttl) {
        return is(redis.run(STORE_IF_LEASE_STANDS, key.valueAndLease(), token, value, text(Long.toString(ttl.toMillis()))), 'Y');
    }

    /** Removes what cannot be read. */
    void discard(CacheKey key) {
        redis.run(DISCARD, key.valueAndLease());
    }

    /**
     * Removes value and lease, without waiting: whoever asks from this process hereafter finds neither, because commands of one connection keep
     * their order.
     */
    void discardSoon(CacheKey key) {
        redis.send(DISCARD, key.valueAndLease());
    }

    /**
     * Removes values and leases, and tells every process.
     *
     * @throws RedisUnavailable when Redis cannot be relied on: then any of them may still be there
     */
    void invalidate(Collection<CacheKey> keys) {
        sent(keys, redis::send).forEach(redis::awaitLong);
    }

    /** As {@link #invalidate}, for a Redis connection that is about to come up. */
    void settle(Collection<CacheKey> keys) {
        sent(keys, redis::sendSettling).forEach(redis::awaitSettled);
    }

    /** How a script goes to Redis. */
    private interface KeyCommand {

        CompletionStage<byte[]> send(LuaScript script, byte[][] keys, byte[]... arguments);
    }

    /** All at once: each answer is waited for when the last is on its way. */
    private static List<CompletionStage<byte[]>> sent(Collection<CacheKey> keys, KeyCommand sender) {
        return keys.stream().map(key -> sender.send(INVALIDATE, key.everywhere(), RedisConnectionState.channel(), text(key.name())))
                .toList();
    }

    private static boolean is(byte @Nullable [] reply, char expected) {
        return reply != null && reply.length == 1 && reply[0] == expected;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
