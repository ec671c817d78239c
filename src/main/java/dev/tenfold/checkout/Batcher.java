package dev.tenfold.checkout;

import dev.tenfold.checkout.Placement.Outcome;
import dev.tenfold.checkout.Placement.Outcome.Answered;
import dev.tenfold.checkout.Placement.Outcome.Failed;
import dev.tenfold.idempotency.Answer;
import dev.tenfold.problem.Failure.Internal;
import dev.tenfold.problem.Failure.Unavailable;
import dev.tenfold.problem.ProblemCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Group commit (DeWitt et al., "Implementation techniques for main memory database systems", SIGMOD 1984, section 5): orders that wait
 * together are committed together.
 *
 * <p>There is no thread of its own and no timer. Callers queue; one that finds a turn free takes all that is waiting, its own order among it
 * or before it, and commits it on its own thread, while the others sleep. When a turn ends, the caller at the head of the queue is woken to
 * take the next. So a lone order is committed by its own thread at once, and pays nothing for the company it does not have; and the busier
 * the database, the longer a turn, and the larger the batch.
 *
 * <p>Whenever a turn is free and somebody waits, at least one caller is awake to see it: each enqueues before it looks for a turn, and each
 * that gives a turn back, or leaves, looks for the head of the queue afterwards.
 */
final class Batcher {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final long LONGEST_SLEEP = Duration.ofMillis(50).toNanos(); // a look around now and then costs nothing, and bounds any mistake

    private final Turn turn;
    private final BlockingQueue<Placement> queue;
    private final Semaphore turns;
    private final CheckoutProperties limits;

    Batcher(Turn turn, CheckoutProperties limits) {
        this.turn = turn;
        this.queue = new ArrayBlockingQueue<>(limits.queue());
        this.turns = new Semaphore(limits.turns());
        this.limits = limits;
    }

    /** What a turn does with a batch. A placement that has no outcome when this ends, well or badly, has failed. */
    @FunctionalInterface
    interface Turn {
        void commit(List<Placement> batch);
    }

    /** How many orders wait. */
    int waiting() {
        return queue.size();
    }

    /**
     * The answer to an order, when it is committed.
     *
     * @throws Unavailable when too many wait, or this one did for too long; nothing was taken then
     */
    Answer submit(Placement placement) {
        if (!queue.offer(placement)) {
            throw tooMany();
        }
        boolean interrupted = false;
        try {
            while (true) {
                Outcome outcome = step(placement);
                if (outcome != null) {
                    return switch (outcome) {
                        case Answered answered -> answered.answer();
                        case Failed failed -> throw failed.failure();
                    };
                }
                interrupted |= Thread.interrupted(); // the order may be in a batch by now: its caller stays to hear of it
            }
        } finally {
            leave(placement);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Takes a turn where one is free, sleeps where none is, and gives up where the wait was too long. */
    private @Nullable Outcome step(Placement placement) {
        if (turns.tryAcquire()) {
            takeTurn();
        }
        Outcome outcome = placement.outcome();
        if (outcome == null && isTooOld(placement) && leave(placement)) {
            return new Failed(tooMany());
        }
        if (outcome == null && (turns.availablePermits() == 0 || queue.isEmpty())) {
            LockSupport.parkNanos(this, LONGEST_SLEEP);
        }
        return placement.outcome();
    }

    /** Takes an order along that no batch has taken; answers whether it did. */
    private boolean leave(Placement placement) {
        boolean isOurs = placement.abandon();
        if (isOurs) {
            queue.remove(placement);
            wakeNext();
        }
        return isOurs;
    }

    private boolean isTooOld(Placement placement) {
        return placement.age() > limits.longestWait().toNanos();
    }

    private void takeTurn() {
        List<Placement> batch = List.of();
        try {
            batch = takeBatch();
            if (!batch.isEmpty()) {
                turn.commit(batch);
            }
        } finally {
            batch.stream().filter(placement -> placement.outcome() == null).forEach(placement -> placement.end(new Failed(new Internal())));
            turns.release();
            wakeNext();
        }
    }

    /** Those who have waited longest, up to the limits on orders and on lines; those whose callers left are dropped. */
    private List<Placement> takeBatch() {
        List<Placement> batch = new ArrayList<>();
        int lines = 0;
        while (batch.size() < limits.batchOrders() && lines < limits.batchLines()) {
            Placement next = queue.poll();
            if (next == null) {
                break;
            }
            if (next.take()) {
                batch.add(next);
                lines += next.basket().products().size();
            }
        }
        return batch;
    }

    private void wakeNext() {
        Placement next = queue.peek();
        if (next != null) {
            next.wake();
        }
    }

    private static Unavailable tooMany() {
        return new Unavailable(ProblemCode.OVERLOADED, "More orders wait than can be placed in time", RETRY_AFTER);
    }
}
