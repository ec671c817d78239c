package dev.tenfold.cache.redis;

import dev.tenfold.cache.redis.BucketStore.Terms;
import io.github.bucket4j.BucketListener;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.MathType;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.local.LocalBucket;
import io.github.bucket4j.local.LockFreeBucket;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A bucket that all instances share. With a reserve, a copy is kept here (Bucket4j's manual synchronization): tokens are taken from the copy, Redis hears of
 * them when half of the reserve is used, and no more than the reserve is taken before it has answered; docs/limits.md has the bound that follows. Without a
 * reserve each request asks Redis, and those that come together do so in one exchange (Bucket4j's batching). While Redis is away, a share of the
 * bucket in this process decides.
 */
public final class SharedBucket {

    private static final CompletableFuture<Void> NONE = CompletableFuture.completedFuture(null);
    private static final EstimationProbe UNKNOWN = EstimationProbe.canBeConsumed(1);

    private final BucketStore store;
    private final Terms terms;
    private final AsyncBucketProxy shared;
    private final @Nullable LocalBucket share;

    private boolean copied;
    private int untold;
    private long toldAt;
    private CompletableFuture<Void> telling = NONE;
    private volatile boolean empty;
    private volatile long emptyUntil;

    SharedBucket(BucketStore store, Terms terms, AsyncBucketProxy shared) {
        this.store = store;
        this.terms = terms;
        this.shared = shared;
        this.share = terms.share() == null ? null
                : new LockFreeBucket(terms.share(), MathType.INTEGER_64_BITS, TimeMeter.SYSTEM_NANOTIME, BucketListener.NOPE);
    }

    /**
     * What became of a request for a token.
     *
     * @param local whether this process alone decided, without Redis
     */
    public record Outcome(ConsumptionProbe probe, boolean local) {

        public boolean passes() {
            return probe.isConsumed();
        }
    }

    /** Takes a token: at once where the copy can tell, otherwise when Redis has answered, or has not in time. Never fails, never blocks. */
    public CompletableFuture<Outcome> take() {
        if (!store.isUsed()) {
            return CompletableFuture.completedFuture(takeAlone());
        }
        return store.inTime(terms.reserve() > 0 ? takeFromCopy() : takeFromRedis()).handle((probe, failure) -> {
            if (failure != null) {
                store.pause();
                return takeAlone();
            }
            if (probe.isConsumed() && share != null) {
                share.tryConsume(1); // what Redis lets through here is part of the share
            }
            return new Outcome(probe, false);
        });
    }

    private Outcome takeAlone() {
        return new Outcome(share == null ? ConsumptionProbe.consumed(terms.whole().getBandwidths()[0].getCapacity(), 0)
                : share.tryConsumeAndReturnRemaining(1), true);
    }

    private CompletableFuture<ConsumptionProbe> takeFromRedis() {
        long wait = emptyUntil - System.nanoTime();
        if (empty && wait > 0) {
            return CompletableFuture.completedFuture(ConsumptionProbe.rejected(0, wait, wait));
        }
        return store.exchange(() -> shared.tryConsumeAndReturnRemaining(1)).thenApply(probe -> {
            emptyUntil = System.nanoTime() + probe.getNanosToWaitForRefill();
            empty = !probe.isConsumed();
            return probe;
        });
    }

    private synchronized CompletableFuture<ConsumptionProbe> takeFromCopy() {
        if (!copied || untold >= terms.reserve()) {
            return tell().thenCompose(_ -> takeFromCopy());
        }
        CompletableFuture<ConsumptionProbe> answer = shared.tryConsumeAndReturnRemaining(1);
        if (answer.isDone() && answer.resultNow().isConsumed()) {
            untold++;
            if (2 * untold >= terms.reserve() || System.nanoTime() - toldAt > terms.period().toNanos()) {
                var _ = tell();
            }
        }
        return answer;
    }

    /** Tells Redis what was taken from the copy, and makes the copy anew. One exchange is on its way at a time. */
    private synchronized CompletableFuture<Void> tell() {
        if (telling.isDone()) {
            int told = untold;
            var done = new CompletableFuture<Void>();
            telling = done;
            var _ = store.exchange(() -> shared.getOptimizationController().syncImmediately()).whenComplete((_, failure) -> {
                synchronized (this) {
                    copied = failure == null;
                    untold -= told;
                    toldAt = System.nanoTime();
                }
                if (failure == null) {
                    done.complete(null);
                } else {
                    store.pause();
                    done.completeExceptionally(failure);
                }
            });
        }
        return telling;
    }

    /** Whether the next request is known to be refused, without asking anybody. */
    public synchronized boolean isKnownEmpty() {
        if (!store.isUsed()) {
            return false;
        }
        if (terms.reserve() == 0) {
            return empty && emptyUntil - System.nanoTime() > 0;
        }
        return copied && !shared.estimateAbilityToConsume(1).getNow(UNKNOWN).canBeConsumed();
    }

    /** Whether a token is left; true where Redis does not say. */
    public CompletableFuture<Boolean> hasToken() {
        return store.isUsed()
                ? store.inTime(store.exchange(shared::getAvailableTokens)).handle((tokens, failure) -> failure != null || tokens > 0)
                : CompletableFuture.completedFuture(true);
    }

    /** Gives one token back. Where that fails the bucket has one less, until it is refilled. */
    public void giveBack() {
        empty = false;
        if (share != null) {
            share.addTokens(1);
        }
        if (store.isUsed()) {
            var _ = store.exchange(() -> shared.addTokens(1));
        }
    }
}
