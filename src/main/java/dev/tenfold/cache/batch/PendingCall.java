package dev.tenfold.cache.batch;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What one caller asks of a {@link Batcher}. It waits, is taken by a batch or abandoned by its caller, whichever is first, and ends with a
 * result or a failure, for which its caller's thread is woken. To be made by the thread that submits it.
 *
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

    /** How much of a batch's weight this takes. */
    protected int weight() {
        return 1;
    }

    /** Nanoseconds since this was submitted. */
    public final long age() {
        return System.nanoTime() - submittedAt;
    }

    /** Gives the caller its result. */
    public final void succeed(R result) {
        end(new Succeeded<>(result));
    }

    /** Lets the caller's {@link Batcher#submit} throw this. */
    public final void fail(RuntimeException failure) {
        end(new Failed<>(failure));
    }

    /** For a batch: whether this is still wanted, and now the batch's to end. */
    final boolean take() {
        return state.compareAndSet(State.WAITING, State.TAKEN);
    }

    /** For the caller: whether no batch has taken this, and now none will. */
    final boolean abandon() {
        return state.compareAndSet(State.WAITING, State.ABANDONED);
    }

    final boolean hasEnded() {
        return end != null;
    }

    final void wake() {
        LockSupport.unpark(caller);
    }

    /** The result of what has ended, or its failure, thrown. */
    final R result() {
        return switch (end) {
            case Succeeded<R>(R result) -> result;
            case Failed<R>(RuntimeException failure) -> throw failure;
            case null -> throw new IllegalStateException("not ended yet");
        };
    }

    private void end(End<R> how) {
        end = how;
        wake();
    }

    private sealed interface End<R> {}

    private record Succeeded<R>(R result) implements End<R> {}

    private record Failed<R>(RuntimeException failure) implements End<R> {}
}
