package dev.tenfold.cache;

import dev.tenfold.cache.Leases.Reply;
import dev.tenfold.redis.RedisDown;
import dev.tenfold.redis.RedisLine;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * The values of one kind beside the database: read through the near cache, then Redis, then a loader; removed after a write commits. How it
 * stays right is told in the package's description. Without Redis every value is loaded, and nothing fails.
 *
 * @param <K> the id; its text is part of the key
 * @param <V> a record that Jackson writes and reads
 */
public final class CacheAside<K, V> {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(25);
    private static final double JITTER = 0.1;
    private static final byte[] NOTHING = {};

    private final Kind kind;
    private final Loads<K, V> loads;
    private final Leases leases;
    private final NearCache near;
    private final Invalidations invalidations;
    private final RedisLine line;
    private final JsonMapper json;
    private final CacheMetrics metrics;

    CacheAside(Kind kind, Loads<K, V> loads, Leases leases, NearCache near, Invalidations invalidations, RedisLine line, JsonMapper json,
            CacheMetrics metrics) {
        this.kind = kind;
        this.loads = loads;
        this.leases = leases;
        this.near = near;
        this.invalidations = invalidations;
        this.line = line;
        this.json = json;
        this.metrics = metrics;
    }

    /**
     * What is cached, and for how long.
     *
     * @param schema the version of the value's shape
     * @param absentTtl how long it is remembered that there is no value
     * @param longestWait how long to wait for another process's load
     * @param admission how many different values may be added
     */
    record Kind(String name, int schema, JavaType type, Duration ttl, Duration absentTtl, Duration longestWait, Admission admission,
            boolean enabled) {}

    /**
     * The value of an id, or empty where there is none.
     *
     * @throws dev.tenfold.problem.Failure.Unavailable when too many wait for the database
     * @throws org.springframework.dao.DataAccessException when the database fails
     */
    public Optional<V> get(K id) {
        return look(id).value();
    }

    /** As {@link #get}, together with whether the value still stands at any later moment. */
    public Cached<V> look(K id) {
        Key key = Key.of(kind.name(), kind.schema(), id);
        if (!kind.enabled()) {
            return unkept(key, load(id));
        }
        Cached<V> kept = kept(key);
        if (kept != null) {
            return kept;
        }
        metrics.nearMiss.increment();
        if (!kind.admission().admits(key.name())) {
            metrics.refused.increment();
            return unkept(key, load(id));
        }
        Flight<V> flight = new Flight<>(line.falls());
        Flight<?> other = near.join(key.name(), flight);
        if (other != null) {
            metrics.joined.increment();
            return same(other).await();
        }
        return fly(flight, id, key);
    }

    /** The value as the database has it now, past the cache but within its limit on loads: for what must not be kept. */
    public Optional<V> past(K id) {
        return load(id);
    }

    /**
     * Forgets the value, everywhere, when the transaction that this thread is in commits.
     *
     * @throws IllegalStateException when there is none
     */
    public void invalidate(K id) {
        if (kind.enabled()) {
            metrics.invalidations.increment();
            invalidations.afterCommit(Key.of(kind.name(), kind.schema(), id));
        }
    }

    private @Nullable Cached<V> kept(Key key) {
        Cached<?> kept = near.get(key.name());
        if (kept == null) {
            return null;
        }
        metrics.servedNear(kept);
        return same(kept);
    }

    private Cached<V> fly(Flight<V> flight, K id, Key key) {
        try {
            Cached<V> value = fetch(id, key);
            near.land(key.name(), flight, value);
            flight.complete(value);
            return value;
        } catch (RuntimeException failure) {
            near.crash(key.name(), flight);
            flight.completeExceptionally(failure);
            throw failure;
        } finally {
            if (!flight.isDone()) { // an error: those who wait must not wait for long
                near.crash(key.name(), flight);
                flight.completeExceptionally(new IllegalStateException("the fetch ended without a value"));
            }
        }
    }

    private Cached<V> fetch(K id, Key key) {
        if (!line.isUp()) {
            metrics.redisDown.increment();
            return unkept(key, load(id));
        }
        byte[] token = Leases.newToken();
        long end = System.nanoTime() + kind.longestWait().toNanos();
        Duration pause = FIRST_PAUSE;
        try {
            while (true) {
                switch (leases.getOrLease(key, token)) {
                    case Reply.Found(byte[] bytes) -> {
                        Cached<V> found = read(key, bytes);
                        if (found != null) {
                            return found;
                        }
                        metrics.corrupt.increment();
                        leases.discard(key);
                    }
                    case Reply.Leased() -> {
                        metrics.redisMiss.increment();
                        Cached<V> loaded = loadAndStore(id, key, token, end);
                        if (loaded != null) {
                            return loaded;
                        }
                    }
                    case Reply.Taken() -> {
                        if (System.nanoTime() > end) {
                            return unkept(key, load(id));
                        }
                        metrics.redisWait.increment();
                        LockSupport.parkNanos(pause.toNanos());
                        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                    }
                }
            }
        } catch (RedisDown down) {
            metrics.redisDown.increment();
            return unkept(key, load(id));
        }
    }

    /**
     * Under a lease: the moment of the load is taken before it, so that the age is never told too low. Null where the lease was lost, unless
     * it is late: what is not stored may be newer than what another stores who loaded before, and its reader would go back in time until the
     * newest change is told as well. So it looks again, and is given what all are given.
     */
    private @Nullable Cached<V> loadAndStore(K id, Key key, byte[] token, long end) {
        long now = System.currentTimeMillis();
        V value = load(id).orElse(null);
        byte[] bytes = new Envelope(value != null, now, value == null ? NOTHING : json.writeValueAsBytes(value)).bytes();
        boolean stored;
        try {
            stored = leases.store(key, token, bytes, jittered(value == null ? kind.absentTtl() : kind.ttl()));
        } catch (RedisDown down) {
            metrics.redisDown.increment();
            return new Cached<>(value, now, bytes.length, key.name(), null);
        }
        if (stored) {
            metrics.bytes.record(bytes.length);
        } else {
            metrics.leaseLosses.increment();
            if (System.nanoTime() < end) {
                return null;
            }
        }
        return new Cached<>(value, now, bytes.length, key.name(), stored ? near : null);
    }

    private @Nullable Cached<V> read(Key key, byte[] bytes) {
        Envelope envelope = Envelope.read(bytes);
        if (envelope == null) {
            return null;
        }
        try {
            V value = envelope.present() ? json.readValue(envelope.value(), kind.type()) : null;
            if (envelope.present() == (value == null)) {
                return null;
            }
            metrics.servedByRedis(envelope.loadedAt());
            return new Cached<>(value, envelope.loadedAt(), bytes.length, key.name(), near);
        } catch (JacksonException notReadable) {
            return null;
        }
    }

    private Optional<V> load(K id) {
        metrics.loads.increment();
        return loads.load(id);
    }

    private static <V> Cached<V> unkept(Key key, Optional<V> value) {
        return new Cached<>(value.orElse(null), System.currentTimeMillis(), 0, key.name(), null);
    }

    /** A little shorter than asked, by chance: what was stored together does not end together. */
    private static Duration jittered(Duration ttl) {
        return Duration.ofMillis(Math.max(1, Math.round(ttl.toMillis() * (1 - JITTER * ThreadLocalRandom.current().nextDouble()))));
    }

    /** What stands under a key of this cache was put there by this cache. */
    @SuppressWarnings("unchecked")
    private Cached<V> same(Cached<?> kept) {
        return (Cached<V>) kept;
    }

    @SuppressWarnings("unchecked")
    private Flight<V> same(Flight<?> flight) {
        return (Flight<V>) flight;
    }
}
