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
 * The values that this process keeps for itself, all caches together, bounded by their bytes. It is believed only while the connection to Redis is
 * up, because only then does it hear of every change; when the Redis connection falls it is emptied.
 *
 * <p>A value comes in at the end of a {@link InFlightLoad}, and only if that load is still registered: {@link #evict} takes the load away
 * together with the value, under the same lock of the map, so what was fetched before a change never lands after it.
 */
@Component
class LocalCache implements RedisConnectionListener {

    private static final int OVERHEAD = 200; // bytes of the entry itself
    private static final int UNPACKED = 2; // a value's objects take about twice its JSON

    private final RedisConnectionState redis;
    private final Cache<String, Cached<?>> values;
    private final ConcurrentMap<String, InFlightLoad<?>> loads = new ConcurrentHashMap<>();

    LocalCache(RedisConnectionState redis, CacheProperties properties, MeterRegistry metrics) {
        this.redis = redis;
        long size = properties.enabled() ? properties.local().maxSize().toBytes() : 0;
        this.values = Caffeine.newBuilder().maximumWeight(size)
                .weigher((String key, Cached<?> value) -> OVERHEAD + key.length() + UNPACKED * value.bytes())
                .expireAfterWrite(properties.local().ttl()).executor(Runnable::run).build();
        Gauge.builder("tenfold.cache.local.bytes", this, LocalCache::weight).description("What the local cache keeps").baseUnit("bytes")
                .register(metrics);
    }

    @Nullable
    Cached<?> get(String key) {
        return redis.isUp() ? values.getIfPresent(key) : null;
    }

    boolean has(String key, Cached<?> value) {
        return get(key) == value;
    }

    /** A load that begins now. */
    <V> InFlightLoad<V> newLoad() {
        return new InFlightLoad<>(redis.disconnects());
    }

    /** The load that already fetches this, or null where the given one now does. */
    @Nullable
    InFlightLoad<?> join(String key, InFlightLoad<?> load) {
        return loads.putIfAbsent(key, load);
    }

    /** Ends a load, and keeps what it brings if nothing has happened to it since the load began. */
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

    /** Ends a load that brings nothing. */
    void fail(String key, InFlightLoad<?> load) {
        loads.remove(key, load);
    }

    /** Forgets a value, and whatever is being fetched to replace it. */
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

    /** The count of falls has risen before this is called, so a load that lands meanwhile keeps nothing, or is emptied here. */
    @Override
    public void onDisconnected() {
        loads.clear();
        values.invalidateAll();
    }

    private double weight() {
        return values.policy().eviction().map(eviction -> (double) eviction.weightedSize().orElse(0)).orElse(0.0);
    }
}
