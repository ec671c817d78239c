package dev.tenfold.cache.redis;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.BucketState;
import io.github.bucket4j.MathType;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.distributed.proxy.optimization.Optimization;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce.LettuceBasedProxyManagerBuilder;
import io.micrometer.core.instrument.Counter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Bucket4j's buckets in Redis, one Redis or a cluster, over the shared connection. Each bucket is one key, which expires. */
public final class BucketStore {

    /** After a late answer Redis is not asked for so long: while it is frozen, few requests wait for it. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** How long a bucket stays in Redis after it is full: a client that returns soon finds it. */
    private static final Duration RETENTION = Duration.ofSeconds(10);

    private final RedisConnectionState redis;
    private final Duration timeout;
    private final Counter exchanges;
    private final AsyncProxyManager<BucketKey> buckets;
    private volatile boolean paused;
    private volatile long pausedUntil;

    /**
     * A store.
     *
     * @param timeout how long an exchange may take
     * @param exchanges counts them: each is a script that compares and sets, and a GET before it where another process may have written the bucket
     */
    public BucketStore(RedisConnectionState redis, Duration timeout, Counter exchanges) {
        this.redis = redis;
        this.timeout = timeout;
        this.exchanges = exchanges;
        this.buckets = new LettuceBasedProxyManagerBuilder<>(new BucketCommands<BucketKey>(redis::commands)).requestTimeout(timeout)
                .expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(RETENTION)).build().asAsync();
    }

    /**
     * How a bucket is filled.
     *
     * @param whole the bucket that all instances share
     * @param share the bucket of one instance while Redis is unavailable; null where everything passes then
     * @param reserve how many requests an instance may let through before it reports to Redis; 0 where it asks for each
     * @param period after it, what was taken is reported
     */
    public record Terms(BucketConfiguration whole, @Nullable BucketConfiguration share, int reserve, Duration period) {

        boolean isOfOneToken() {
            return whole.getBandwidths()[0].getCapacity() == 1;
        }
    }

    /** The bucket with this key. */
    public SharedBucket bucket(String key, Terms terms) {
        return new SharedBucket(this, terms, key);
    }

    /** A full bucket of this process. */
    static BucketState full(BucketConfiguration configuration, long now) {
        return BucketState.createInitialState(configuration, MathType.INTEGER_64_BITS, now);
    }

    /** The time of the states, in ns: that of this process, as in Redis. */
    static long now() {
        return TimeMeter.SYSTEM_MILLISECONDS.currentTimeNanos();
    }

    /** The bucket in Redis. With a reserve one command is on its way at a time, and as each writes, it may guess the old value. */
    AsyncBucketProxy proxy(String key, Terms terms) {
        boolean reserves = terms.reserve > 0;
        return buckets.builder().withOptimization(reserves ? Optimization.NONE_OPTIMIZED : Optimizations.batching())
                .build(new BucketKey(key.getBytes(StandardCharsets.UTF_8), reserves), () -> CompletableFuture.completedFuture(terms.whole));
    }

    /** Whether Redis is asked now. */
    boolean isUsed() {
        if (paused && System.nanoTime() - pausedUntil >= 0) {
            paused = false;
        }
        return !paused && redis.isUp();
    }

    void pause() {
        pausedUntil = System.nanoTime() + PAUSE_NANOS;
        paused = true;
    }

    /** The same answer, or a failure when it is late. */
    <T> CompletableFuture<T> withTimeout(CompletableFuture<T> answer) {
        return answer.isDone() ? answer : answer.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
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
}
