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
 * other work that is cheaper in batches.
 * <p>There is no thread and no timer. A caller puts its request into the queue. If fewer batches than allowed are running, the caller
 * takes the requests at the head of the queue and processes them on its own thread, while their callers sleep. When a batch ends, the
 * caller at the head of the queue is woken to run the next one. So a single request is processed by its own thread at once, without extra
 * cost. The busier the database, the longer a batch takes, and the larger the next batch becomes. {@link Limits#concurrency} limits how many
 * batches run at the same time.
 * <p>No request is lost: whenever another batch may run and a request waits, at least one caller is awake to see it. Each caller
 * puts its request into the queue before it checks whether it may run a batch; and each caller that ends a batch or gives up wakes the
 * head of the queue afterwards.
 * <p>A batch also serves other callers, so the deadline of the request whose thread runs it does not end it. A caller whose deadline
 * passes gives up only while no batch has its request. After that it waits for the result, so no request is processed without its caller
 * getting the result.
 * @param <W> a request
 * @param <R> its result
 */
public final class Batcher<W extends PendingCall<R>, R> {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final long LONGEST_SLEEP = Duration.ofMillis(50).toNanos(); // costs almost nothing, and limits the damage of a lost wake-up

    private final BatchWork<W> work;
    private final BlockingQueue<W> queue;
    private final Semaphore batches;
    private final Limits limits;
    private final String overload;

    /** @param overload the message for a caller that is refused because too many wait */
    public Batcher(BatchWork<W> work, Limits limits, String overload) {
        this.work = work;
        this.queue = new ArrayBlockingQueue<>(limits.queue());
        this.batches = new Semaphore(limits.concurrency());
        this.limits = limits;
        this.overload = overload;
    }

    /** Processes a batch. A request that has neither a result nor a failure when this returns has failed. */
    @FunctionalInterface
    public interface BatchWork<W> {
        void serve(List<W> batch);
    }

    /**
     * The limits of a {@link Batcher}.
     * @param concurrency how many batches may run at once
     * @param size the maximum number of requests in a batch
     * @param weight no further request joins a batch that has reached this weight
     * @param queue how many requests may wait
     * @param maxWait how long a request may wait for a batch
     */
    public record Limits(int concurrency, int size, int weight, int queue, Duration maxWait) {}

    /** How many requests wait. */
    public int waiting() {
        return queue.size();
    }

    /**
     * Submits a request and waits for its result.
     * @throws Unavailable when too many requests wait, or this one waited too long or past its deadline; then no batch processes it
     * @throws RuntimeException the failure that the batch gave to the request
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
                interrupted |= Thread.interrupted(); // a batch may have the request already: wait for its result
            }
        } finally {
            leave(waiting);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Runs a batch if another one may run, otherwise sleeps; gives up when the wait was too long. */
    private void step(W waiting) {
        if (batches.tryAcquire()) {
            Deadline.suspend(() -> {
                runBatch();
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
        if (batches.availablePermits() == 0 || queue.isEmpty()) {
            LockSupport.parkNanos(this, Deadline.hasPassed() ? LONGEST_SLEEP : Deadline.nanosLeft(LONGEST_SLEEP));
        }
    }

    /** Withdraws a request. Returns false if a batch has already taken it. */
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

    private void runBatch() {
        List<W> batch = List.of();
        try {
            batch = takeBatch();
            if (!batch.isEmpty()) {
                work.serve(batch);
            }
        } finally {
            batch.stream().filter(waiting -> !waiting.hasEnded()).forEach(waiting -> waiting.fail(new Internal()));
            batches.release();
            wakeNext();
        }
    }

    /** The requests that have waited longest, up to the limits on size and weight, without those whose callers gave up. */
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
