package dev.tenfold.limit;

import dev.tenfold.limit.Window.Grant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of one subject: how many requests it has in hand, which it took from the {@link Ledger} and has not let through yet; until when
 * the ledger is known to have no more; and its own window, which counts all that passes here, so that an answer of Redis that is late once does not
 * give a whole share on top.
 *
 * <p>One question is on its way at a time, and it asks for no more than may be in hand together with what is. So whatever passes here in a window was
 * taken in that window, or was in hand at its start: that is the proof of the bound in docs/limits.md. An answer that comes late is put in hand as well.
 */
final class Bucket {

    private final Policy policy;
    private final String subject;
    private final Ledger ledger;

    private int inHand;
    private int share = 1;
    private int left;
    private boolean empty;
    private long freeAt;
    private long askedAt;
    private @Nullable CompletableFuture<Optional<Grant>> asked;
    private final Window own;

    Bucket(Policy policy, String subject, Ledger ledger) {
        this.policy = policy;
        this.subject = subject;
        this.ledger = ledger;
        this.own = new Window(policy.alone());
        this.askedAt = System.nanoTime() - slotNanos();
    }

    /**
     * How a request fared.
     *
     * @param passes whether it may
     * @param local whether this process alone decided, without Redis
     * @param left how many more may follow at once
     * @param delay ms until there are more
     */
    record Outcome(boolean passes, boolean local, int left, long delay) {}

    /** Takes one. Waits for Redis where nothing is known, and no longer than its patience in all. */
    Outcome take() {
        long start = System.nanoTime();
        for (long now = start;; now = System.nanoTime()) {
            CompletableFuture<Optional<Grant>> pending;
            synchronized (this) {
                Outcome known = known(now);
                if (known != null) {
                    return known;
                }
                if (!ledger.answers() || now - start >= ledger.patience()) {
                    return alone();
                }
                pending = asked == null ? ask(now) : asked;
            }
            if (ledger.await(pending, start + ledger.patience()).isEmpty()) {
                synchronized (this) {
                    Outcome known = known(System.nanoTime()); // what came at the last moment
                    return known == null ? alone() : known;
                }
            }
        }
    }

    /** Takes one where that can be decided without asking Redis; null where it cannot. */
    synchronized @Nullable Outcome takeKnown() {
        return known(System.nanoTime());
    }

    /** What would be answered without asking anybody, and is no: null where that is not known. */
    synchronized @Nullable Outcome refusal() {
        return inHand == 0 && isEmpty(System.nanoTime()) ? refused(System.nanoTime()) : null;
    }

    private @Nullable Outcome known(long now) {
        if (inHand > 0) {
            inHand--;
            own.count(Window.now());
            if (asked == null && inHand < share / 2 && left > 0 && ledger.answers()) {
                var _ = ask(now);
            }
            return new Outcome(true, false, left + inHand, millis(freeAt - now));
        }
        return isEmpty(now) ? refused(now) : null;
    }

    private boolean isEmpty(long now) {
        if (empty && now - freeAt >= 0) {
            empty = false;
        }
        return empty;
    }

    private Outcome refused(long now) {
        return new Outcome(false, false, 0, millis(freeAt - now));
    }

    /** Asks for one where the subject is quiet; for twice as many as last time where it comes again within a slot. */
    private CompletableFuture<Optional<Grant>> ask(long now) {
        share = now - askedAt < slotNanos() ? (int) Math.min(2L * share, policy.mostInHand()) : 1;
        askedAt = now;
        int wanted = Math.max(1, Math.min(share, policy.mostInHand() - inHand));
        var answer = ledger.take(policy, subject, wanted).thenApply(this::receive);
        if (!answer.isDone()) { // received already, by this thread; another would wait for the lock
            asked = answer;
        }
        return answer;
    }

    private synchronized Optional<Grant> receive(Optional<Grant> answer) {
        asked = null;
        answer.ifPresent(grant -> {
            inHand += grant.granted();
            left = grant.left();
            empty = left == 0;
            freeAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(grant.delay());
        });
        return answer;
    }

    private Outcome alone() {
        if (policy.isOpenWithoutRedis()) {
            return new Outcome(true, true, policy.alone().capacity(), 0);
        }
        Grant grant = own.take(Window.now(), 1);
        return new Outcome(grant.granted() > 0, true, grant.left(), grant.delay());
    }

    private long slotNanos() {
        return TimeUnit.MILLISECONDS.toNanos(policy.limit().slot());
    }

    private static long millis(long nanos) {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(nanos));
    }
}
