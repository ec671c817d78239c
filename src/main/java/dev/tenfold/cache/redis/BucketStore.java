package dev.tenfold.cache.redis;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.distributed.proxy.optimization.manual.ManuallySyncingOptimization;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce.LettuceBasedProxyManagerBuilder;
import io.micrometer.core.instrument.Counter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Bucket4j's buckets in Redis, one Redis or a cluster, over the shared connection. Each bucket is one key, which expires. */
public final class BucketStore {

    /** After a late answer Redis is not asked for so long: while it is frozen, few requests wait for it. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** How long a bucket without a reserve stays in Redis after it is full: a client that returns soon finds it. */
    private static final Duration KEEP = Duration.ofSeconds(10);

    private final RedisConnectionState redis;
    private final Duration timeout;
    private final Counter exchanges;
    private final Map<Duration, AsyncProxyManager<BucketKey>> managers = new ConcurrentHashMap<>();
    private volatile long pausedUntil = System.nanoTime();

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
    }

    /**
     * How a bucket is filled.
     *
     * @param whole the bucket that all instances share
     * @param share the bucket of one instance while Redis is away; null where everything passes then
     * @param reserve how many requests an instance may let through before it tells Redis; 0 where it asks for each
     * @param period the time in which the whole bucket is refilled by more than all reserves
     */
    public record Terms(BucketConfiguration whole, @Nullable BucketConfiguration share, int reserve, Duration period) {

        boolean isOfOneToken() {
            return whole.getBandwidths()[0].getCapacity() == 1;
        }
    }

    /** The bucket with this key. */
    public SharedBucket bucket(String key, Terms terms) {
        return new SharedBucket(this, terms, proxy(key.getBytes(StandardCharsets.UTF_8), terms));
    }

    /** A bucket with a reserve is kept for two more periods: after that, tokens that an instance has taken but not yet reported would be refilled anyway. */
    private AsyncBucketProxy proxy(byte[] key, Terms terms) {
        boolean reserves = terms.reserve > 0;
        return managers.computeIfAbsent(reserves ? terms.period.multipliedBy(2) : KEEP, this::manager).builder()
                .withOptimization(reserves ? new ManuallySyncingOptimization() : Optimizations.batching())
                .build(new BucketKey(key, reserves), () -> CompletableFuture.completedFuture(terms.whole));
    }

    private AsyncProxyManager<BucketKey> manager(Duration keep) {
        return new LettuceBasedProxyManagerBuilder<>(new BucketCommands<BucketKey>(redis::commands)).requestTimeout(timeout)
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
