package dev.tenfold.platform.worker;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * A loop on a daemon thread of its own. It starts and stops with the application context, in the phase that it is given, and it can be started
 * again.
 *
 * <p>While the context runs, no failure ends the loop. It logs the failure, waits for 100 ms, and goes on. The wait doubles with each failure in
 * a row, up to 10 s.
 *
 * <p>To stop it, {@link #stop} ends its waits and lets the current iteration finish. An iteration that takes longer than the limit is interrupted.
 */
public abstract class SupervisedLoop implements SmartLifecycle {

    private static final Duration FIRST_DELAY = Duration.ofMillis(100);
    private static final Duration MAX_DELAY = Duration.ofSeconds(10);
    private static final int MAX_DOUBLINGS = 10;
    private static final Logger LOG = LoggerFactory.getLogger(SupervisedLoop.class);

    private final String name;
    private final int phase;
    private final Duration stopTimeout;
    private final Semaphore signal = new Semaphore(0);
    private volatile CountDownLatch stopped = new CountDownLatch(0);
    private volatile @Nullable Thread thread;

    /**
     * @param name of the thread
     * @param phase as {@link SmartLifecycle#getPhase} has it: a higher one starts later and stops earlier
     * @param stopTimeout how long the current iteration may take when the loop stops
     */
    protected SupervisedLoop(String name, int phase, Duration stopTimeout) {
        this.name = name;
        this.phase = phase;
        this.stopTimeout = stopTimeout;
    }

    /**
     * One iteration of the loop. It should wait with {@link #await} when it has nothing to do.
     *
     * @throws Exception which the loop logs
     */
    protected abstract void runOnce() throws Exception;

    /** Whether there is work that must be done before the loop stops. */
    protected boolean hasUnfinishedWork() {
        return false;
    }

    /**
     * Waits for a signal. For the loop's own thread.
     *
     * @param limit how long to wait
     * @return whether the signal came; false after the limit, and at once when the loop is to stop
     */
    protected final boolean await(Duration limit) throws InterruptedException {
        if (!signal.tryAcquire(isRunning() ? limit.toNanos() : 0, TimeUnit.NANOSECONDS)) {
            return false;
        }
        signal.drainPermits(); // several signals wake it once
        return isRunning();
    }

    /** Ends the wait at hand, or the next one. Does not block. */
    protected final void wake() {
        if (signal.availablePermits() == 0) {
            signal.release();
        }
    }

    @Override
    public void start() {
        var end = new CountDownLatch(1);
        stopped = end;
        thread = Thread.ofPlatform().name(name).daemon().start(() -> run(end));
    }

    private void run(CountDownLatch end) {
        int failures = 0;
        while (end.getCount() > 0 || hasUnfinishedWork()) {
            try {
                runOnce();
                failures = 0;
            } catch (Throwable failure) { // no failure may end the loop
                boolean stopping = end.getCount() == 0;
                if (!(stopping && failure instanceof InterruptedException)) {
                    log(failure, failures);
                }
                if (stopping) {
                    return;
                }
                delay(failures++, end);
            }
        }
    }

    /** Only the first failure of a row has its stack trace in the log. */
    private void log(Throwable failure, int before) {
        if (before == 0) {
            LOG.error("The loop {} failed and goes on", name, failure);
        } else {
            LOG.warn("The loop {} failed again, {} times in a row: {}", name, before + 1, failure.toString());
        }
    }

    private static void delay(int before, CountDownLatch end) {
        Duration delay = FIRST_DELAY.multipliedBy(1L << Math.min(before, MAX_DOUBLINGS));
        try {
            var _ = end.await(Math.min(delay.toNanos(), MAX_DELAY.toNanos()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            LOG.debug("The loop does not wait", interrupted);
        }
    }

    /** Returns when the loop has ended, or after its limit. */
    @Override
    public void stop() {
        stopped.countDown();
        wake();
        Thread running = thread;
        if (running == null) {
            return;
        }
        try {
            if (!running.join(stopTimeout)) {
                LOG.warn("The loop {} did not stop within {} and is interrupted", name, stopTimeout);
                running.interrupt();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        thread = null;
    }

    /** Does not block the other beans that stop in the same phase. */
    @Override
    public void stop(Runnable callback) {
        Thread.ofPlatform().name(name + "-stopping").start(() -> {
            try {
                stop();
            } finally {
                callback.run();
            }
        });
    }

    @Override
    public final boolean isRunning() {
        return stopped.getCount() > 0;
    }

    @Override
    public final int getPhase() {
        return phase;
    }
}
