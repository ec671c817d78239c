package dev.tenfold.cache;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The values of one entity beside the database. A value that Redis does not have, or cannot give, is loaded and stored for a time;
 * a write removes it after its commit. Without Redis every value is loaded, and nothing fails.
 *
 * @param <V> a record that Jackson writes and reads
 */
public final class CacheAside<V> {

    private static final Logger LOG = LoggerFactory.getLogger(CacheAside.class);

    private final RedisConnectionFactory redis;
    private final JsonMapper json;
    private final String prefix;
    private final Class<V> type;
    private final Duration ttl;
    private final Counter hits;
    private final Counter misses;
    private final Counter errors;

    CacheAside(RedisConnectionFactory redis, JsonMapper json, MeterRegistry metrics, String name, int schema, Class<V> type, Duration ttl) {
        this.redis = redis;
        this.json = json;
        this.prefix = name + ":" + schema + ":";
        this.type = type;
        this.ttl = ttl;
        this.hits = counter(metrics, name, "hit");
        this.misses = counter(metrics, name, "miss");
        this.errors = counter(metrics, name, "error");
    }

    /**
     * The value of an id: the cached one, or the loaded one, which is then cached. An absent row is not.
     *
     * @param load asks the database; called at most once
     */
    public Optional<V> get(Object id, Supplier<Optional<V>> load) {
        byte[] key = key(id);
        V cached = read(key);
        if (cached != null) {
            return Optional.of(cached);
        }
        Optional<V> loaded = load.get();
        loaded.ifPresent(value -> write(key, value));
        return loaded;
    }

    /** Forgets the value: after the commit of the transaction that this thread is in, or at once where there is none. */
    public void invalidate(Object id) {
        byte[] key = key(id);
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            remove(key);
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                remove(key);
            }
        });
    }

    private @Nullable V read(byte[] key) {
        try (RedisConnection connection = redis.getConnection()) {
            byte[] bytes = connection.stringCommands().get(key);
            (bytes == null ? misses : hits).increment();
            return bytes == null ? null : json.readValue(bytes, type);
        } catch (DataAccessException | JacksonException failure) {
            failed("read", failure);
            return null;
        }
    }

    private void write(byte[] key, V value) {
        try (RedisConnection connection = redis.getConnection()) {
            connection.stringCommands().pSetEx(key, ttl.toMillis(), json.writeValueAsBytes(value));
        } catch (DataAccessException | JacksonException failure) {
            failed("write", failure);
        }
    }

    private void remove(byte[] key) {
        try (RedisConnection connection = redis.getConnection()) {
            connection.keyCommands().del(key);
        } catch (DataAccessException failure) {
            failed("invalidate", failure);
        }
    }

    private void failed(String what, Exception failure) {
        errors.increment();
        LOG.debug("Cannot {} {}*", what, prefix, failure);
    }

    private byte[] key(Object id) {
        return (prefix + "{" + id + "}").getBytes(StandardCharsets.UTF_8);
    }

    private static Counter counter(MeterRegistry metrics, String cache, String result) {
        return Counter.builder("tenfold.cache.requests").description("Look-ups in the cache, and commands that failed")
                .tag("cache", cache).tag("result", result).register(metrics);
    }
}
