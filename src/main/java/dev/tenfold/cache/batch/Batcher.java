package dev.tenfold.cache.batch;

import dev.tenfold.platform.datasource.Deadline;
import dev.tenfold.platform.failure.Failure.Internal;
import dev.tenfold.platform.failure.Failure.Unavailable;
import dev.tenfold.platform.failure.ProblemCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * Group commit (DeWitt et al., "Implementation techniques for main memory database systems", SIGMOD 1984, section 5), for commits and for
 * whatever else is cheaper by the dozen.
 *
 * <p>There is no thread of its own and no timer. Callers queue; one that finds a turn free takes all that is waiting, its own request among it
 * or before it, and serves it on its own thread, while the others sleep. When a turn ends, the caller at the head of the queue is woken to
 * take the next. So a lone request is served by its own thread at once, and pays nothing for the company it does not have; and the busier
 * the database, the longer a turn, and the larger the batch. Turns are a limit as well: no more batches than that are at work at once.
 *
 * <p>Whenever a turn is free and somebody waits, at least one caller is awake to see it: each enqueues before it looks for a turn, and each
 * that gives a turn back, or leaves, looks for the head of the queue afterwards.
 *
 * <p>A turn is served for others too, so the deadline of the request that serves it does not end it. A caller whose deadline passes leaves while
 * no batch has its request; once one has, it stays to hear of it, and so no request is served that its caller was told nothing of.
 *
 * @param <W> what a caller submits
 * @param <R> what it gets
 */
public final class Batcher<W extends PendingCall<R>, R> {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final long LONGEST_SLEEP = Duration.ofMillis(50).toNanos(); // a look around now and then costs nothing, and bounds any mistake

    private final BatchWork<W> turn;
    private final BlockingQueue<W> queue;
    private final Semaphore turns;
    private final Limits limits;
    private final String overload;

    /** @param overload tells a caller who is refused that too many wait */
    public Batcher(BatchWork<W> turn, Limits limits, String overload) {
        this.turn = turn;
        this.queue = new ArrayBlockingQueue<>(limits.queue());
        this.turns = new Semaphore(limits.turns());
        this.limits = limits;
        this.overload = overload;
    }

    /** What a turn does with a batch. What has not ended when this does, well or badly, has failed. */
    @FunctionalInterface
    public interface BatchWork<W> {
        void serve(List<W> batch);
    }

    /**
     * Bounds.
     *
     * @param turns how many batches are at work at once
     * @param size the most requests of a batch
     * @param weight the weight beyond which no further request joins a batch
     * @param queue how many requests may wait
     * @param maxWait how long a request may wait for a batch
     */
    public record Limits(int turns, int size, int weight, int queue, Duration maxWait) {}

    /** How many wait. */
    public int waiting() {
        return queue.size();
    }

    /**
     * Waits for the result.
     *
     * @throws Unavailable when too many wait, or this one did for too long or past its deadline; no batch has it then, nor will
     * @throws RuntimeException what the batch failed it with
     */
    public R submit(W waiting) {
        if (!queue.offer(waiting)) {
            throw tooMany();
        }
        boolean interrupted = false;
        try {
            while (true) {
                step(waiting);
                if (waiting.hasEnded()) {
                    return waiting.result();
                }
                interrupted |= Thread.interrupted(); // it may be in a batch by now: its caller stays to hear of it
            }
        } finally {
            leave(waiting);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Takes a turn where one is free, sleeps where none is, and gives up where the wait was too long. */
    private void step(W waiting) {
        if (turns.tryAcquire()) {
            Deadline.suspend(() -> {
                takeTurn();
                return true;
            });
        }
        if (waiting.hasEnded()) {
            return;
        }
        if (isTooOld(waiting) && leave(waiting)) {
            throw tooMany();
        }
        if (Deadline.hasPassed() && leave(waiting)) {
            throw Unavailable.late();
        }
        if (turns.availablePermits() == 0 || queue.isEmpty()) {
            LockSupport.parkNanos(this, Deadline.hasPassed() ? LONGEST_SLEEP : Deadline.nanosLeft(LONGEST_SLEEP));
        }
    }

    /** Takes a request along that no batch has taken; answers whether it did. */
    private boolean leave(W waiting) {
        boolean isOurs = waiting.abandon();
        if (isOurs) {
            queue.remove(waiting);
            wakeNext();
        }
        return isOurs;
    }

    private boolean isTooOld(W waiting) {
        return waiting.age() > limits.maxWait().toNanos();
    }

    private void takeTurn() {
        List<W> batch = List.of();
        try {
            batch = takeBatch();
            if (!batch.isEmpty()) {
                turn.serve(batch);
            }
        } finally {
            batch.stream().filter(waiting -> !waiting.hasEnded()).forEach(waiting -> waiting.fail(new Internal()));
            turns.release();
            wakeNext();
        }
    }

    /** Those who have waited longest, up to the limits on size and on weight; those whose callers left are dropped. */
    private List<W> takeBatch() {
        List<W> batch = new ArrayList<>();
        int weight = 0;
        while (batch.size() < limits.size() && weight < limits.weight()) {
            W next = queue.poll();
            if (next == null) {
                break;
            }
            if (next.take()) {
                batch.add(next);
                weight += next.weight();
            }
        }
        return batch;
    }

    private void wakeNext() {
        W next = queue.peek();
        if (next != null) {
            next.wake();
        }
    }

    private Unavailable tooMany() {
        return new Unavailable(ProblemCode.OVERLOADED, overload, RETRY_AFTER);
    }
}
