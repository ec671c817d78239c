package dev.tenfold.cache.redis;

import dev.tenfold.cache.redis.BucketStore.Terms;
import io.github.bucket4j.BucketState;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.VerboseResult;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A bucket that all instances share. With a reserve, this process takes tokens from a copy of its state, and reports them to Redis when three quarters
 * of the reserve are used or a refill period has passed. It takes no more than the reserve before Redis has answered; docs/limits.md has the bound that
 * follows. The first copy is a full bucket: a quiet subject costs no exchange. Without a reserve each request asks Redis, and those that come together do
 * so in one exchange (Bucket4j's batching). While Redis is unavailable, a share of the bucket in this process decides.
 */
public final class SharedBucket {

    private static final CompletableFuture<Void> NONE = CompletableFuture.completedFuture(null);

    private final BucketStore store;
    private final Terms terms;
    private final String key;
    private final @Nullable BucketState share;
    private BucketState copy;
    private long reportedAt;
    /** Tokens that were taken from the copy, and that Redis has not confirmed. */
    private int unreported;
    private CompletableFuture<Void> report = NONE;
    private @Nullable AsyncBucketProxy proxy;
    /** Without a reserve: until then there is no token. */
    private long emptyUntil;

    SharedBucket(BucketStore store, Terms terms, String key) {
        this.store = store;
        this.terms = terms;
        this.key = key;
        this.reportedAt = BucketStore.now();
        this.copy = BucketStore.full(terms.whole(), reportedAt);
        this.share = terms.share() == null ? null : BucketStore.full(terms.share(), reportedAt);
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

    /** Takes a token: at once where this process can decide, otherwise when Redis has answered, or has not in time. Never fails, never blocks. */
    public CompletableFuture<Outcome> take() {
        CompletableFuture<Outcome> answer = takeShared();
        return answer.isDone() && !answer.isCompletedExceptionally() ? answer : store.withTimeout(answer).exceptionally(_ -> {
            store.pause();
            return takeFromShare(BucketStore.now());
        });
    }

    private CompletableFuture<Outcome> takeShared() {
        Outcome here = takeHere(BucketStore.now());
        if (here != null) {
            return CompletableFuture.completedFuture(here);
        }
        return terms.reserve() > 0 ? reportWhereUsedUp(BucketStore.now()).thenCompose(_ -> takeShared())
                : store.exchange(() -> shared().tryConsumeAndReturnRemaining(1)).thenApply(probe -> answered(probe, BucketStore.now()));
    }

    /** Takes a token, or refuses, without Redis; null where Redis has to be asked. */
    private synchronized @Nullable Outcome takeHere(long now) {
        if (!store.isUsed()) {
            return takeFromShare(now);
        }
        if (terms.reserve() == 0) {
            return emptyUntil > now ? new Outcome(ConsumptionProbe.rejected(0, emptyUntil - now, emptyUntil - now), false) : null;
        }
        if (unreported >= terms.reserve()) {
            return null;
        }
        ConsumptionProbe probe = take(copy, now);
        if (probe.isConsumed()) {
            unreported++;
            takeOfShare(now);
            boolean isLate = proxy != null && now - reportedAt > terms.period().toNanos();
            if (isLate || 4 * unreported >= 3 * terms.reserve()) {
                var _ = report(now);
            }
        }
        return new Outcome(probe, false);
    }

    private synchronized Outcome answered(ConsumptionProbe probe, long now) {
        if (probe.isConsumed()) {
            takeOfShare(now);
        }
        // a bucket of one token is empty until it is full
        emptyUntil =
                now + (!probe.isConsumed() ? probe.getNanosToWaitForRefill() : terms.isOfOneToken() ? probe.getNanosToWaitForReset() : 0);
        return new Outcome(probe, false);
    }

    /** What Redis lets through here is part of the share. */
    private void takeOfShare(long now) {
        if (share != null) {
            var _ = take(share, now);
        }
    }

    private synchronized Outcome takeFromShare(long now) {
        return new Outcome(share == null ? ConsumptionProbe.consumed(terms.whole().getBandwidths()[0].getCapacity(), 0) : take(share, now),
                true);
    }

    /** As Bucket4j's local buckets do it, which hide their state. */
    private static ConsumptionProbe take(BucketState bucket, long now) {
        bucket.refillAllBandwidth(now);
        long tokens = bucket.getAvailableTokens();
        if (tokens < 1) {
            return ConsumptionProbe.rejected(tokens, bucket.calculateDelayNanosAfterWillBePossibleToConsume(1, now, true),
                    bucket.calculateFullRefillingTime(now));
        }
        bucket.consume(1);
        return ConsumptionProbe.consumed(tokens - 1, bucket.calculateFullRefillingTime(now));
    }

    /** The report that a request waits for; none where one was confirmed since the reserve was found used up. */
    private synchronized CompletableFuture<Void> reportWhereUsedUp(long now) {
        return unreported < terms.reserve() ? NONE : report(now);
    }

    /** Reports to Redis what was taken, and replaces the copy. One report is on its way at a time. */
    private synchronized CompletableFuture<Void> report(long now) {
        if (report.isDone()) {
            int reported = unreported;
            report = new CompletableFuture<>();
            CompletableFuture<Void> done = report;
            var _ = store.exchange(() -> shared().asVerbose().consumeIgnoringRateLimits(reported)).whenComplete((answer, failure) -> {
                if (failure == null) {
                    confirm(reported, answer, now);
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
    private synchronized void confirm(int reported, VerboseResult<Long> answer, long now) {
        unreported -= reported;
        reportedAt = now;
        copy = answer.getState();
        copy.consume(unreported); // what was taken meanwhile
    }

    private synchronized AsyncBucketProxy shared() {
        if (proxy == null) {
            proxy = store.proxy(key, terms);
        }
        return proxy;
    }

    /** Whether the next request is known to be refused, without a request to Redis. */
    public synchronized boolean isKnownEmpty() {
        long now = BucketStore.now();
        return store.isUsed() ? emptyUntil > now || isEmpty(copy, now) : share != null && isEmpty(share, now);
    }

    private static boolean isEmpty(BucketState bucket, long now) {
        bucket.refillAllBandwidth(now);
        return bucket.getAvailableTokens() < 1;
    }

    /** Whether a token is left, as far as this process and Redis know. Only for a bucket without a reserve. */
    public CompletableFuture<Boolean> hasToken() {
        if (isKnownEmpty()) {
            return CompletableFuture.completedFuture(false);
        }
        return store.isUsed()
                ? store.withTimeout(store.exchange(() -> shared().getAvailableTokens()))
                        .handle((tokens, failure) -> failure != null || tokens > 0)
                : CompletableFuture.completedFuture(true);
    }

    /** Gives one token back. Where that fails the bucket has one less, until it is refilled. */
    public synchronized void giveBack() {
        emptyUntil = 0;
        copy.addTokens(1);
        if (share != null) {
            share.addTokens(1);
        }
        if (unreported > 0 && report.isDone()) {
            unreported--; // Redis does not know of it yet
        } else if (store.isUsed()) {
            var _ = store.exchange(() -> shared().addTokens(1));
        }
    }
}
