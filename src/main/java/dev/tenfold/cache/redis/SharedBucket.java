package dev.tenfold.cache.redis;

import dev.tenfold.cache.redis.BucketStore.Terms;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.BucketState;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.MathType;
import io.github.bucket4j.VerboseResult;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A bucket that all instances share. With a reserve, this process takes tokens from a copy of its state, and reports them to Redis when three quarters
 * of the reserve are used or a refill period has passed. It takes no more than the reserve before Redis has answered; docs/limits.md has the bound that
 * follows. The first copy is a full bucket: a quiet subject costs no exchange. Without a reserve each request asks Redis, unless the copy is empty. While
 * Redis is unavailable, a share of the bucket in this process decides.
 */
public final class SharedBucket {

    private final BucketStore store;
    private final Terms terms;
    private final String key;
    private final @Nullable BucketState share;
    /** The state of the last exchange. */
    private BucketState copy;
    private long reportedAt;
    /** Tokens that were taken from the copy, and that Redis has not confirmed. */
    private int unreported;
    private CompletableFuture<Void> report = CompletableFuture.completedFuture(null);
    private @Nullable AsyncBucketProxy proxy;

    SharedBucket(BucketStore store, Terms terms, String key) {
        this.store = store;
        this.terms = terms;
        this.key = key;
        this.reportedAt = BucketStore.now();
        this.copy = full(terms.whole(), reportedAt);
        this.share = terms.share() == null ? null : full(terms.share(), reportedAt);
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
        return store.inTime(takeShared()).exceptionally(_ -> takeFromShare(BucketStore.now()));
    }

    private CompletableFuture<Outcome> takeShared() {
        CompletableFuture<Outcome> here = takeHere(BucketStore.now());
        return here != null ? here
                : store.exchange(() -> shared().asVerbose().tryConsumeAndReturnRemaining(1)).thenApply(this::answered);
    }

    /** Takes a token of the copy, now or after a report; null where Redis has to be asked. */
    private synchronized @Nullable CompletableFuture<Outcome> takeHere(long now) {
        if (!store.isUsed()) {
            return CompletableFuture.completedFuture(takeFromShare(now));
        }
        if (terms.reserve() == 0 && !isEmpty(copy, now)) {
            return null;
        }
        if (terms.reserve() > 0 && unreported >= terms.reserve()) {
            return report(now).thenCompose(_ -> takeShared());
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
        return CompletableFuture.completedFuture(new Outcome(probe, false));
    }

    private synchronized Outcome answered(VerboseResult<ConsumptionProbe> answer) {
        copy = answer.getState();
        if (answer.getValue().isConsumed()) {
            takeOfShare(BucketStore.now());
        }
        return new Outcome(answer.getValue(), false);
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

    private static BucketState full(BucketConfiguration configuration, long now) {
        return BucketState.createInitialState(configuration, MathType.INTEGER_64_BITS, now);
    }

    /** As Bucket4j's local buckets do it, which hide their state. */
    private static ConsumptionProbe take(BucketState bucket, long now) {
        if (isEmpty(bucket, now)) {
            return ConsumptionProbe.rejected(bucket.getAvailableTokens(),
                    bucket.calculateDelayNanosAfterWillBePossibleToConsume(1, now, true),
                    bucket.calculateFullRefillingTime(now));
        }
        bucket.consume(1);
        return ConsumptionProbe.consumed(bucket.getAvailableTokens(), bucket.calculateFullRefillingTime(now));
    }

    private static boolean isEmpty(BucketState bucket, long now) {
        bucket.refillAllBandwidth(now);
        return bucket.getAvailableTokens() < 1;
    }

    /** Reports to Redis what was taken, and replaces the copy. One report is on its way at a time. */
    private CompletableFuture<Void> report(long now) {
        if (report.isDone()) {
            int reported = unreported;
            report = store.exchange(() -> shared().asVerbose().consumeIgnoringRateLimits(reported))
                    .thenAccept(answer -> confirm(reported, answer.getState(), now));
        }
        return report;
    }

    /** What is not confirmed stays part of the reserve, so that failures do not add to what passes. */
    private synchronized void confirm(int reported, BucketState state, long now) {
        unreported -= reported;
        reportedAt = now;
        copy = state;
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
        BucketState known = store.isUsed() ? copy : share;
        return known != null && isEmpty(known, BucketStore.now());
    }

    /** Whether a token is left, as far as this process and Redis know. Only for a bucket without a reserve. */
    public CompletableFuture<Boolean> hasToken() {
        boolean empty = isKnownEmpty();
        return empty || !store.isUsed() ? CompletableFuture.completedFuture(!empty)
                : store.exchange(() -> shared().getAvailableTokens()).handle((tokens, failure) -> failure != null || tokens > 0);
    }

    /** Gives one token back. Where that fails the bucket has one less, until it is refilled. */
    public void giveBack() {
        synchronized (this) {
            copy.addTokens(1);
            if (share != null) {
                share.addTokens(1);
            }
            if (unreported > 0 && report.isDone()) {
                unreported--; // Redis does not know of it yet
                return;
            }
        }
        if (store.isUsed()) {
            var _ = store.exchange(() -> shared().addTokens(1));
        }
    }
}
