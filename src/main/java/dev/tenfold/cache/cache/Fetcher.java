package dev.tenfold.cache.cache;

import dev.tenfold.cache.cache.CacheAside.CacheDefinition;
import dev.tenfold.cache.cache.Leases.LeaseResult;
import dev.tenfold.cache.redis.RedisConnectionState;
import dev.tenfold.cache.redis.RedisUnavailable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Loads a value: from Redis, or from the database if Redis does not have it, and then stores it in Redis. */
final class Fetcher<K, V> {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(25);
    private static final double JITTER = 0.1;
    private static final byte[] NOTHING = {};

    private final CacheDefinition definition;
    private final Function<K, Optional<V>> loader;
    private final Leases leases;
    private final LocalCache local;
    private final RedisConnectionState redis;
    private final JsonMapper json;
    private final CacheMetrics metrics;

    Fetcher(CacheDefinition definition, Function<K, Optional<V>> loader, Leases leases, LocalCache local, RedisConnectionState redis,
            JsonMapper json,
            CacheMetrics metrics) {
        this.definition = definition;
        this.loader = loader;
        this.leases = leases;
        this.local = local;
        this.redis = redis;
        this.json = json;
        this.metrics = metrics;
    }

    /** The value. It may be kept only if it is in Redis. */
    Cached<V> fetch(K id, CacheKey key) {
        if (!redis.isUp()) {
            metrics.redisDown.increment();
            return loadUncached(id);
        }
        Leases.Reader reader = leases.newReader();
        long end = System.nanoTime() + definition.maxWait().toNanos();
        Duration pause = FIRST_PAUSE;
        try {
            while (true) {
                switch (leases.getOrLease(key, reader)) {
                    case LeaseResult.Found(byte[] bytes) -> {
                        Cached<V> found = read(key, bytes);
                        if (found != null) {
                            return found;
                        }
                        metrics.corrupt.increment();
                        leases.discard(key);
                    }
                    case LeaseResult.Leased() -> {
                        metrics.redisMiss.increment();
                        Cached<V> loaded = loadAndStore(id, key, reader, end);
                        if (loaded != null) {
                            return loaded;
                        }
                    }
                    case LeaseResult.HeldByAnother() -> {
                        if (System.nanoTime() > end) {
                            long now = System.currentTimeMillis();
                            return loadWithoutStoring(key, load(id).orElse(null), now); // and the other cannot store an older value
                        }
                        metrics.redisWait.increment();
                        LockSupport.parkNanos(pause.toNanos());
                        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                    }
                }
            }
        } catch (RedisUnavailable down) {
            metrics.redisDown.increment();
            return loadWithoutStoring(key, load(id).orElse(null), System.currentTimeMillis());
        }
    }

    /** The current value from the database, which must not be cached. */
    Cached<V> loadUncached(K id) {
        return Cached.uncacheable(load(id).orElse(null), System.currentTimeMillis());
    }

    /**
     * Loads a value under a lease, and stores it. The time is taken before the load, so the value is never older than it says. Returns
     * null if the lease was lost: the caller then asks Redis again. The reason is that the loaded value may be newer than the one that
     * another loader stores; if a reader got it, its next read could return an older value. If there is no time to ask again, the value
     * is returned without being cached.
     */
    private @Nullable Cached<V> loadAndStore(K id, CacheKey key, Leases.Reader reader, long end) {
        long now = System.currentTimeMillis();
        V value = load(id).orElse(null);
        byte[] bytes = new StoredValue(value != null, now, value == null ? NOTHING : json.writeValueAsBytes(value)).bytes();
        boolean stored;
        try {
            stored = leases.store(key, reader, bytes, jittered(value == null ? definition.absentTtl() : definition.ttl()));
        } catch (RedisUnavailable down) {
            metrics.redisDown.increment();
            return loadWithoutStoring(key, value, now);
        }
        if (!stored) {
            metrics.leaseLosses.increment();
            return System.nanoTime() < end ? null : loadWithoutStoring(key, value, now);
        }
        metrics.bytes.record(bytes.length);
        return new Cached<>(value, now, bytes.length, key.name(), local);
    }

    /** For a value that could not be stored. Redis may have an older one, or may soon get it, so it is removed there. */
    private Cached<V> loadWithoutStoring(CacheKey key, @Nullable V value, long now) {
        leases.discardSoon(key);
        return Cached.uncacheable(value, now);
    }

    private @Nullable Cached<V> read(CacheKey key, byte[] bytes) {
        StoredValue envelope = StoredValue.read(bytes);
        if (envelope == null) {
            return null;
        }
        try {
            V value = envelope.present() ? json.readValue(envelope.value(), definition.type()) : null;
            if (envelope.present() == (value == null)) {
                return null;
            }
            metrics.servedByRedis(envelope.loadedAt());
            return new Cached<>(value, envelope.loadedAt(), bytes.length, key.name(), local);
        } catch (JacksonException notReadable) {
            return null;
        }
    }

    private Optional<V> load(K id) {
        metrics.loads.increment();
        return loader.apply(id);
    }

    /** A slightly shorter TTL, chosen at random, so that values stored together do not expire together. */
    private static Duration jittered(Duration ttl) {
        return Duration.ofMillis(Math.max(1, Math.round(ttl.toMillis() * (1 - JITTER * ThreadLocalRandom.current().nextDouble()))));
    }
}
