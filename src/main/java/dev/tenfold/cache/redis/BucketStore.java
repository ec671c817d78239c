package dev.tenfold.cache.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce.LettuceBasedProxyManagerBuilder;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bucket4j's buckets in Redis, one Redis or a cluster, over the shared connection. Each bucket is one key, which expires. A bounded table has one
 * object for each key: two of them would each have a reserve. The bucket of an evicted key is read from Redis again.
 */
public final class BucketStore {

    /** After a late answer Redis is not asked for so long: while it is frozen, few requests wait for it. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** How long a bucket stays in Redis after it is full: a client that returns soon finds it. */
    private static final Duration RETENTION = Duration.ofSeconds(10);

    private final RedisConnectionState redis;
    private final Duration timeout;
    private final Counter exchanges;
    private final AsyncProxyManager<byte[]> proxies;
    private final Cache<String, SharedBucket> buckets;
    private volatile boolean paused;
    private volatile long pausedUntil;

    /**
     * A store.
     *
     * @param timeout how long an exchange may take
     * @param size how many buckets are in the memory of this process
     */
    public BucketStore(RedisConnectionState redis, Duration timeout, long size, MeterRegistry metrics) {
        this.redis = redis;
        this.timeout = timeout;
        this.proxies = new LettuceBasedProxyManagerBuilder<>(new BucketCommands<>(redis::commands)).requestTimeout(timeout)
                .expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(RETENTION)).build().asAsync();
        this.buckets = Caffeine.newBuilder().maximumSize(size).executor(Runnable::run).build();
        this.exchanges =
                Counter.builder("tenfold.ratelimit.exchanges").description("Requests to Redis to synchronize buckets").register(metrics);
        Gauge.builder("tenfold.ratelimit.buckets", buckets::estimatedSize).description("Buckets in the memory of this process")
                .register(metrics);
    }

    /**
     * How a bucket is filled.
     *
     * @param whole the bucket that all instances share
     * @param share the bucket of one instance while Redis is unavailable; null where everything passes then
     * @param reserve how many requests an instance may let through before it reports to Redis; 0 where it asks for each
     * @param period after it, what was taken is reported
     */
    public record Terms(BucketConfiguration whole, @Nullable BucketConfiguration share, int reserve, Duration period) {}

    /** The bucket with this key, whose terms are always the same. */
    public SharedBucket bucket(String key, Terms terms) {
        return buckets.get(key, _ -> new SharedBucket(this, terms, key));
    }

    /** The time of the states, in ns: that of this process, as in Redis. */
    static long now() {
        return TimeMeter.SYSTEM_MILLISECONDS.currentTimeNanos();
    }

    /** The bucket in Redis. Commands that come together go in one exchange. */
    AsyncBucketProxy proxy(String key, Terms terms) {
        return proxies.builder().withOptimization(Optimizations.batching())
                .build(key.getBytes(StandardCharsets.UTF_8), () -> CompletableFuture.completedFuture(terms.whole));
    }

    /** Whether Redis is asked now. */
    boolean isUsed() {
        if (paused && System.nanoTime() - pausedUntil >= 0) {
            paused = false;
        }
        return !paused && redis.isUp();
    }

    /** The answer of one request, which may need several exchanges, within the time for one. */
    <T> CompletableFuture<T> inTime(CompletableFuture<T> answer) {
        return answer.isDone() ? answer : answer.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** An exchange; whatever goes wrong is its answer, and Redis is not asked for a while. */
    <T> CompletableFuture<T> exchange(Supplier<CompletableFuture<T>> question) {
        exchanges.increment();
        return question.get().orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS).whenComplete((_, failure) -> {
            if (failure != null) {
                pausedUntil = System.nanoTime() + PAUSE_NANOS;
                paused = true;
            }
        });
    }
}
