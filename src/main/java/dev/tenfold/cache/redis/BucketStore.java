package dev.tenfold.cache.redis;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.distributed.proxy.optimization.manual.ManuallySyncingOptimization;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce.LettuceBasedProxyManagerBuilder;
import io.github.bucket4j.redis.lettuce.RedisApi;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.micrometer.core.instrument.Counter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Bucket4j's buckets in Redis, one Redis or a cluster, over the connection that the connection keeps: each bucket is one key, which expires. */
public final class BucketStore {

    /** After a late answer nobody asks Redis again so soon: while it is frozen, one request in a while notices and not each. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** So long after it is full a bucket without a reserve is kept: long enough for somebody who asks again soon. */
    private static final Duration KEEP = Duration.ofSeconds(10);

    private final RedisConnectionState redis;
    private final Duration patience;
    private final Counter exchanges;
    private final Map<Duration, AsyncProxyManager<byte[]>> managers = new ConcurrentHashMap<>();
    private volatile long pausedUntil = System.nanoTime();

    /**
     * A store.
     *
     * @param patience how long an exchange may take
     * @param exchanges counts them: each is a GET and a script that compares and sets; a new bucket takes a third step
     */
    public BucketStore(RedisConnectionState redis, Duration patience, Counter exchanges) {
        this.redis = redis;
        this.patience = patience;
        this.exchanges = exchanges;
    }

    /**
     * How a bucket is filled.
     *
     * @param whole the bucket that all instances share
     * @param share the bucket of one instance while Redis is away; null where everything passes then
     * @param reserve how many requests an instance may let through before it tells Redis; 0 where it asks for each
     * @param period the time in which the whole bucket is refilled by more than all reserves
     */
    public record Terms(BucketConfiguration whole, @Nullable BucketConfiguration share, int reserve, Duration period) {}

    /** The bucket with this key. */
    public SharedBucket bucket(String key, Terms terms) {
        return new SharedBucket(this, terms, proxy(key.getBytes(StandardCharsets.UTF_8), terms));
    }

    /** A bucket with a reserve is kept for two more periods: by then what an instance has not told would be refilled. */
    private AsyncBucketProxy proxy(byte[] key, Terms terms) {
        boolean reserves = terms.reserve > 0;
        return managers.computeIfAbsent(reserves ? terms.period.multipliedBy(2) : KEEP, this::manager).builder()
                .withOptimization(reserves ? new ManuallySyncingOptimization() : Optimizations.batching())
                .build(key, () -> CompletableFuture.completedFuture(terms.whole));
    }

    private AsyncProxyManager<byte[]> manager(Duration keep) {
        return new LettuceBasedProxyManagerBuilder<>(api(redis::commands)).requestTimeout(patience)
                .expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(keep)).build().asAsync();
    }

    /** Whether Redis is asked now. */
    boolean isUsed() {
        return redis.isUp() && System.nanoTime() - pausedUntil >= 0;
    }

    void pause() {
        pausedUntil = System.nanoTime() + PAUSE_NANOS;
    }

    /** The same answer, or a failure when it is late. */
    <T> CompletableFuture<T> inTime(CompletableFuture<T> answer) {
        return answer.isDone() ? answer : answer.orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** An exchange; whatever goes wrong is its answer. */
    <T> CompletableFuture<T> exchange(Supplier<CompletableFuture<T>> question) {
        exchanges.increment();
        try {
            return question.get();
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    /** Generic in its key, because Bucket4j makes an array of keys that is no {@code byte[][]}. */
    private static <K> RedisApi<K> api(Supplier<RedisClusterAsyncCommands<K, byte[]>> commands) {
        return new RedisApi<>() {
            @Override
            public <V> RedisFuture<V> eval(String script, ScriptOutputType output, K[] keys, byte[][] arguments) {
                return commands.get().eval(script, output, keys, arguments);
            }

            @Override
            public RedisFuture<byte[]> get(K key) {
                return commands.get().get(key);
            }

            @Override
            @SuppressWarnings("unchecked")
            public RedisFuture<?> delete(K key) {
                return commands.get().del(key);
            }
        };
    }
}
