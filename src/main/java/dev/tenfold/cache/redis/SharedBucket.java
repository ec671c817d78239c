package dev.tenfold.cache.redis;

import dev.tenfold.cache.redis.BucketStore.Terms;
import io.github.bucket4j.BucketConfiguration;
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
 * A bucket that all instances share. With a reserve, this process keeps a copy of it (Bucket4j's manual synchronization) and takes tokens from the copy.
 * It reports them to Redis when three quarters of the reserve are used or a refill period has passed, and takes no more than the reserve before Redis
 * has answered; docs/limits.md has the bound that follows. Until the first report the copy is a full bucket: a quiet subject costs no exchange. Without a reserve each request asks Redis,
 * and those that come together do so in one exchange (Bucket4j's batching). While Redis is away, a share of the bucket in this process decides.
 */
public final class SharedBucket {

    private static final CompletableFuture<Void> NONE = CompletableFuture.completedFuture(null);
    private static final EstimationProbe UNKNOWN = EstimationProbe.canBeConsumed(1);

    private final BucketStore store;
    private final Terms terms;
    private final AsyncBucketProxy shared;
    private final @Nullable LocalBucket share;

    /** The copy before the first report; null after it, and without a reserve. */
    private @Nullable LocalBucket full;
    /** Tokens that were taken here, and that Redis has not confirmed. */
    private int unreported;
    private long reportedAt;
    private CompletableFuture<Void> report = NONE;
    private volatile boolean empty;
    private volatile long emptyUntil;

    SharedBucket(BucketStore store, Terms terms, AsyncBucketProxy shared) {
        this.store = store;
        this.terms = terms;
        this.shared = shared;
        this.share = terms.share() == null ? null : local(terms.share());
        this.full = terms.reserve() > 0 ? local(terms.whole()) : null;
    }

    private static LocalBucket local(BucketConfiguration configuration) {
        return new LockFreeBucket(configuration, MathType.INTEGER_64_BITS, TimeMeter.SYSTEM_NANOTIME, BucketListener.NOPE);
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
            return CompletableFuture.completedFuture(takeFromShare());
        }
        return store.withTimeout(terms.reserve() > 0 ? takeFromCopy() : takeFromRedis()).handle((probe, failure) -> {
            if (failure != null) {
                store.pause();
                return takeFromShare();
            }
            if (probe.isConsumed() && share != null) {
                share.tryConsume(1); // what Redis lets through here is part of the share
            }
            return new Outcome(probe, false);
        });
    }

    private Outcome takeFromShare() {
        return new Outcome(share == null ? ConsumptionProbe.consumed(terms.whole().getBandwidths()[0].getCapacity(), 0)
                : share.tryConsumeAndReturnRemaining(1), true);
    }

    private CompletableFuture<ConsumptionProbe> takeFromRedis() {
        long wait = emptyUntil - System.nanoTime();
        if (empty && wait > 0) {
            return CompletableFuture.completedFuture(ConsumptionProbe.rejected(0, wait, wait));
        }
        return store.exchange(() -> shared.tryConsumeAndReturnRemaining(1)).thenApply(probe -> {
            // a bucket of one token is empty until it is full
            long next = probe.isConsumed() ? terms.isOfOneToken() ? probe.getNanosToWaitForReset() : 0 : probe.getNanosToWaitForRefill();
            emptyUntil = System.nanoTime() + next;
            empty = next > 0;
            return probe;
        });
    }

    private synchronized CompletableFuture<ConsumptionProbe> takeFromCopy() {
        if (unreported >= terms.reserve()) {
            return report().thenCompose(_ -> takeFromCopy());
        }
        CompletableFuture<ConsumptionProbe> answer = full == null ? shared.tryConsumeAndReturnRemaining(1)
                : CompletableFuture.completedFuture(full.tryConsumeAndReturnRemaining(1));
        if (answer.isDone() && answer.resultNow().isConsumed()) {
            unreported++;
            if (4 * unreported >= 3 * terms.reserve() || isReportDue()) {
                var _ = report();
            }
        }
        return answer;
    }

    /** A key that expires loses the report that finds it gone. So what was taken is reported before that, once the key is there. */
    private boolean isReportDue() {
        return full == null && System.nanoTime() - reportedAt > terms.period().toNanos();
    }

    /** Reports to Redis what was taken, and makes the copy anew. One report is on its way at a time. */
    private synchronized CompletableFuture<Void> report() {
        if (report.isDone()) {
            int reported = unreported;
            boolean first = full != null;
            var done = new CompletableFuture<Void>();
            report = done;
            CompletableFuture<?> answer = first ? store.exchange(() -> shared.consumeIgnoringRateLimits(reported))
                    : store.exchange(() -> shared.getOptimizationController().syncImmediately());
            var _ = answer.whenComplete((_, failure) -> {
                if (failure == null) {
                    confirm(reported, first);
                    done.complete(null);
                } else {
                    store.pause();
                    done.completeExceptionally(failure);
                }
            });
        }
        return report;
    }

    /** What is not confirmed stays part of the reserve, so that failures do not add to what passes. */
    private synchronized void confirm(int reported, boolean first) {
        unreported = Math.max(0, unreported - reported);
        reportedAt = System.nanoTime();
        if (first) {
            full = null;
            if (unreported > 0) { // taken meanwhile: from the new copy, too
                var _ = shared.consumeIgnoringRateLimits(unreported);
            }
        }
    }

    /** Whether the next request is known to be refused, without asking anybody. */
    public synchronized boolean isKnownEmpty() {
        if (!store.isUsed()) {
            return false;
        }
        if (terms.reserve() == 0) {
            return empty && emptyUntil - System.nanoTime() > 0;
        }
        return full == null && !shared.estimateAbilityToConsume(1).getNow(UNKNOWN).canBeConsumed();
    }

    /** Whether a token is left; true where Redis does not say. Only for a bucket without a reserve. */
    public CompletableFuture<Boolean> hasToken() {
        if (isKnownEmpty()) {
            return CompletableFuture.completedFuture(false);
        }
        return store.isUsed()
                ? store.withTimeout(store.exchange(shared::getAvailableTokens)).handle((tokens, failure) -> failure != null || tokens > 0)
                : CompletableFuture.completedFuture(true);
    }

    /** Gives one token back. Where that fails the bucket has one less, until it is refilled. */
    public void giveBack() {
        empty = false;
        if (share != null) {
            share.addTokens(1);
        }
        if (!giveBackHere() && store.isUsed()) {
            var _ = store.exchange(() -> shared.addTokens(1));
        }
    }

    /** Gives it back to the copy. True only before the first report, when Redis does not know of the token yet. */
    private synchronized boolean giveBackHere() {
        if (full == null) {
            return false;
        }
        full.addTokens(1);
        unreported = Math.max(0, unreported - 1);
        return true;
    }
}
