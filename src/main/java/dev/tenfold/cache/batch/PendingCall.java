package dev.tenfold.cache.batch;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A request to a {@link Batcher}. It waits until a batch takes it or its caller abandons it, whichever is first. It ends with a result or
 * a failure, and then its caller's thread is woken. Must be created by the thread that submits it.
 * @param <R> the result
 */
public abstract class PendingCall<R> {

    private enum State {
        WAITING, TAKEN, ABANDONED
    }

    private final long submittedAt = System.nanoTime();
    private final Thread caller = Thread.currentThread();
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private volatile @Nullable End<R> end;

    /** How much this request adds to the weight of a batch. */
    protected int weight() {
        return 1;
    }

    /** Nanoseconds since the request was created. */
    public final long age() {
        return System.nanoTime() - submittedAt;
    }

    /** Gives the caller its result. */
    public final void succeed(R result) {
        end(new Succeeded<>(result));
    }

    /** Makes the caller's {@link Batcher#submit} throw this. */
    public final void fail(RuntimeException failure) {
        end(new Thrown<>(failure));
    }

    /** Called by a batch: takes the request. Returns false if its caller has abandoned it. */
    final boolean take() {
        return state.compareAndSet(State.WAITING, State.TAKEN);
    }

    /** Called by the caller: abandons the request. Returns false if a batch has already taken it. */
    final boolean abandon() {
        return state.compareAndSet(State.WAITING, State.ABANDONED);
    }

    final boolean hasEnded() {
        return end != null;
    }

    final void wake() {
        LockSupport.unpark(caller);
    }

    /** The result of an ended request; throws its failure if it failed. */
    final R result() {
        return switch (end) {
            case Succeeded<R>(R result) -> result;
            case Thrown<R>(RuntimeException failure) -> throw failure;
            case null -> throw new IllegalStateException("the request has not ended yet");
        };
    }

    private void end(End<R> how) {
        end = how;
        wake();
    }

    private sealed interface End<R> {}

    private record Succeeded<R>(R result) implements End<R> {}

    private record Thrown<R>(RuntimeException failure) implements End<R> {}
}
