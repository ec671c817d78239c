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
 * Values in Redis, and the leases under which they are stored (Nishtala et al., "Scaling Memcache at Facebook", NSDI 2013, section
 * 3.2.1). Each of the three steps is one script, so it is atomic.
 */
@Component
class Leases {

    private static final LuaScript GET_OR_LEASE = LuaScript.of("""
            local value = redis.call('GET', KEYS[1])
            if value and string.sub(value, 1, #ARGV[3]) == ARGV[3] then return string.sub(value, #ARGV[3] + 1) end
            if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return 'L' end
            return 'W'
            """);
    private static final LuaScript STORE_IF_LEASE_IS_HELD = LuaScript.of("""
            if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 'N' end
            redis.call('SET', KEYS[1], ARGV[4] .. ARGV[2], 'PX', ARGV[3])
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
    private final CacheGenerations generations;
    private final byte[] lease;

    Leases(RedisConnectionState redis, CacheGenerations generations, CacheProperties properties) {
        this.redis = redis;
        this.generations = generations;
        this.lease = text(Long.toString(properties.lease().toMillis()));
    }

    /** Redis's answer to a reader: the value, a lease to load it, or that another reader holds the lease. */
    sealed interface LeaseResult {

        @SuppressWarnings("ArrayRecordComponent") // these bytes are read once and never compared
        record Found(byte[] bytes) implements LeaseResult {}

        record Leased() implements LeaseResult {}

        record HeldByAnother() implements LeaseResult {}
    }

    /**
     * A reader of a value.
     * @param token of the lease that it may get
     * @param generation of the values that it may use and store
     * @param disconnects how many times the connection had been lost before it took the generation
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Reader(byte[] token, byte[] generation, long disconnects) {}

    Reader newReader() {
        long disconnects = redis.disconnects(); // first: a connection that is lost and established again between the two lines is noticed
        return new Reader(text(UUID.randomUUID().toString()), text(generations.current()), disconnects);
    }

    /**
     * The value, or a lease if the caller should load it.
     * @throws RedisUnavailable when Redis cannot be used, or the connection was lost since the reader began: then another server may have
     * answered, with values of this generation that were invalidated at the first
     */
    LeaseResult getOrLease(CacheKey key, Reader reader) {
        byte[] reply = redis.run(GET_OR_LEASE, key.valueAndLease(), reader.token(), lease, reader.generation());
        redis.requireNoDisconnectSince(reader.disconnects());
        if (is(reply, 'L')) {
            return new LeaseResult.Leased();
        }
        return is(reply, 'W') ? new LeaseResult.HeldByAnother() : new LeaseResult.Found(reply == null ? new byte[0] : reply); // Lettuce returns null for an empty text
    }

    /**
     * Stores a value that was loaded under a lease. Returns false if the lease is no longer valid: the row was changed since, or the load
     * took too long.
     * @throws RedisUnavailable when Redis cannot be used
     */
    boolean store(CacheKey key, Reader reader, byte[] value, Duration ttl) {
        return is(redis.run(STORE_IF_LEASE_IS_HELD, key.valueAndLease(), reader.token(), value, text(Long.toString(ttl.toMillis())),
                reader.generation()), 'Y');
    }

    /** Removes a value that cannot be read. */
    void discard(CacheKey key) {
        redis.run(DISCARD, key.valueAndLease());
    }

    /**
     * Removes a value and its lease without waiting. Later reads of this process find neither, because the commands of one connection
     * keep their order.
     */
    void discardSoon(CacheKey key) {
        redis.send(DISCARD, key.valueAndLease());
    }

    /**
     * Removes values and their leases, and publishes the keys to every process.
     * @throws RedisUnavailable when Redis cannot be used; then any of the values may still be there
     */
    void invalidate(Collection<CacheKey> keys) {
        sent(keys, redis::send).forEach(redis::awaitLong);
    }

    /** Like {@link #invalidate}, for a Redis connection that is being re-established. */
    void settle(Collection<CacheKey> keys) {
        sent(keys, redis::sendSettling).forEach(redis::awaitSettled);
    }

    /** Sends a script to Redis. */
    private interface KeyCommand {

        CompletionStage<byte[]> send(LuaScript script, byte[][] keys, byte[]... arguments);
    }

    /** Sends all commands first and waits for the answers only after that. */
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
