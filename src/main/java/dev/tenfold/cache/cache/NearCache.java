package dev.tenfold.cache.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tenfold.cache.redis.LineUser;
import dev.tenfold.cache.redis.RedisLine;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The values that this process keeps for itself, all caches together, bounded by their bytes. It is believed only while the line to Redis is
 * up, because only then does it hear of every change; when the line falls it is emptied.
 *
 * <p>A value comes in at the end of a {@link Flight}, and only if that flight is still registered: {@link #forget} takes the flight away
 * together with the value, under the same lock of the map, so what was fetched before a change never lands after it.
 */
@Component
class NearCache implements LineUser {

    private static final int OVERHEAD = 200; // bytes of the entry itself
    private static final int UNPACKED = 2; // a value's objects take about twice its JSON

    private final RedisLine line;
    private final Cache<String, Cached<?>> kept;
    private final ConcurrentMap<String, Flight<?>> flights = new ConcurrentHashMap<>();

    NearCache(RedisLine line, CacheProperties properties, MeterRegistry metrics) {
        this.line = line;
        long size = properties.enabled() ? properties.nearSize().toBytes() : 0;
        this.kept = Caffeine.newBuilder().maximumWeight(size)
                .weigher((String key, Cached<?> value) -> OVERHEAD + key.length() + UNPACKED * value.bytes())
                .expireAfterWrite(properties.nearTtl()).executor(Runnable::run).build();
        Gauge.builder("tenfold.cache.near.bytes", this, NearCache::weight).description("What the near cache keeps").baseUnit("bytes")
                .register(metrics);
    }

    @Nullable
    Cached<?> get(String key) {
        return line.isUp() ? kept.getIfPresent(key) : null;
    }

    boolean has(String key, Cached<?> value) {
        return get(key) == value;
    }

    /** A flight that begins now. */
    <V> Flight<V> newFlight() {
        return new Flight<>(line.falls());
    }

    /** The flight that already fetches this, or null where the given one now does. */
    @Nullable
    Flight<?> join(String key, Flight<?> flight) {
        return flights.putIfAbsent(key, flight);
    }

    /** Ends a flight, and keeps what it brings if nothing has happened to it since the flight began. */
    void land(String key, Flight<?> flight, Cached<?> value) {
        flights.computeIfPresent(key, (_, current) -> {
            if (current != flight) {
                return current;
            }
            if (value.isKept() && line.isUp() && line.falls() == flight.falls()) {
                kept.put(key, value);
            }
            return null;
        });
    }

    /** Ends a flight that brings nothing. */
    void crash(String key, Flight<?> flight) {
        flights.remove(key, flight);
    }

    /** Forgets a value, and whatever is being fetched to replace it. */
    void forget(String key) {
        flights.compute(key, (_, _) -> {
            kept.invalidate(key);
            return null;
        });
    }

    @Override
    public void told(String message) {
        forget(message);
    }

    /** The count of falls has risen before this is called, so a flight that lands meanwhile keeps nothing, or is emptied here. */
    @Override
    public void fell() {
        flights.clear();
        kept.invalidateAll();
    }

    private double weight() {
        return kept.policy().eviction().map(eviction -> (double) eviction.weightedSize().orElse(0)).orElse(0.0);
    }
}
