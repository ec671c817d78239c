package dev.tenfold.cache.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tenfold.cache.redis.RedisConnectionListener;
import dev.tenfold.cache.redis.RedisConnectionState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The values that this process keeps in memory, for all caches together, limited by their size in bytes. It is used only while the Redis
 * connection is up, because only then does this process get every invalidation. It is cleared when the connection is lost.
 * <p>A value is added only at the end of an {@link InFlightLoad}, and only if that load is still registered. {@link #evict} removes the
 * value and its load together, under the same lock of the map. So a value that was loaded before a change is never added after it.
 */
@Component
class LocalCache implements RedisConnectionListener {

    private static final int OVERHEAD = 200; // bytes of the map entry itself
    private static final int UNPACKED = 2; // a value's objects take about twice the size of its JSON

    private final RedisConnectionState redis;
    private final Cache<String, Cached<?>> values;
    private final ConcurrentMap<String, InFlightLoad<?>> loads = new ConcurrentHashMap<>();

    LocalCache(RedisConnectionState redis, CacheProperties properties, MeterRegistry metrics) {
        this.redis = redis;
        long size = properties.enabled() ? properties.local().maxSize().toBytes() : 0;
        this.values = Caffeine.newBuilder().maximumWeight(size)
                .weigher((String key, Cached<?> value) -> OVERHEAD + key.length() + UNPACKED * value.bytes())
                .expireAfterWrite(properties.local().ttl()).executor(Runnable::run).build();
        Gauge.builder("tenfold.cache.local.bytes", this, LocalCache::weight).description("Size of the local cache").baseUnit("bytes")
                .register(metrics);
    }

    @Nullable
    Cached<?> get(String key) {
        return redis.isUp() ? values.getIfPresent(key) : null;
    }

    boolean has(String key, Cached<?> value) {
        return get(key) == value;
    }

    /** A new load, not yet registered. */
    <V> InFlightLoad<V> newLoad() {
        return new InFlightLoad<>(redis.disconnects());
    }

    /** Registers a load. If another load of the same key is already registered, returns that one instead; otherwise null. */
    @Nullable
    InFlightLoad<?> join(String key, InFlightLoad<?> load) {
        return loads.putIfAbsent(key, load);
    }

    /** Ends a load, and keeps its value if nothing ended the load in the meantime. */
    void complete(String key, InFlightLoad<?> load, Cached<?> value) {
        loads.computeIfPresent(key, (_, current) -> {
            if (current != load) {
                return current;
            }
            if (value.isCacheable() && redis.isUp() && redis.disconnects() == load.disconnects()) {
                values.put(key, value);
            }
            return null;
        });
    }

    /** Ends a load that has no value. */
    void fail(String key, InFlightLoad<?> load) {
        loads.remove(key, load);
    }

    /** Removes a value, and the load that is about to replace it. */
    void evict(String key) {
        loads.compute(key, (_, _) -> {
            values.invalidate(key);
            return null;
        });
    }

    @Override
    public void onMessage(String message) {
        evict(message);
    }

    /**
     * The disconnect counter has risen before this call. So a load that completes at the same moment does not keep its value, or the
     * value is removed here.
     */
    @Override
    public void onDisconnected() {
        loads.clear();
        values.invalidateAll();
    }

    private double weight() {
        return values.policy().eviction().map(eviction -> (double) eviction.weightedSize().orElse(0)).orElse(0.0);
    }
}
