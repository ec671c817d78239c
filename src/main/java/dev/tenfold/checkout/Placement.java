package dev.tenfold.checkout;

import dev.tenfold.idempotency.Answer;
import dev.tenfold.idempotency.Claim;
import dev.tenfold.problem.Occasion;
import dev.tenfold.user.UserId;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One order on its way: what is asked, by whom, and what came of it. It waits, is taken by a batch or abandoned by its caller, whichever is
 * first, and ends with an outcome that its caller's thread is woken for.
 */
final class Placement {

    private enum State {
        WAITING, TAKEN, ABANDONED
    }

    private final UserId user;
    private final Basket basket;
    private final Claim claim;
    private final Occasion occasion;
    private final long submittedAt = System.nanoTime();
    private final Thread caller = Thread.currentThread();
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private volatile @Nullable Outcome outcome;

    Placement(UserId user, Basket basket, Claim claim, Occasion occasion) {
        this.user = user;
        this.basket = basket;
        this.claim = claim;
        this.occasion = occasion;
    }

    UserId user() {
        return user;
    }

    Basket basket() {
        return basket;
    }

    Claim claim() {
        return claim;
    }

    /** The request that asks for the order: a refusal names it. */
    Occasion occasion() {
        return occasion;
    }

    /** Nanoseconds since the placement was submitted. */
    long age() {
        return System.nanoTime() - submittedAt;
    }

    /** For a batch: whether the placement is still wanted, and now this batch's to decide. */
    boolean take() {
        return state.compareAndSet(State.WAITING, State.TAKEN);
    }

    /** For the caller: whether no batch has taken the placement, and now none will. */
    boolean abandon() {
        return state.compareAndSet(State.WAITING, State.ABANDONED);
    }

    @Nullable
    Outcome outcome() {
        return outcome;
    }

    void end(Outcome end) {
        outcome = end;
        wake();
    }

    void wake() {
        LockSupport.unpark(caller);
    }

    /** What came of a placement: an answer that is final, or a failure that is this caller's to see. */
    sealed interface Outcome {

        /** An answer; it is committed. */
        record Answered(Answer answer) implements Outcome {}

        /** No answer was kept. */
        record Failed(RuntimeException failure) implements Outcome {}
    }
}
