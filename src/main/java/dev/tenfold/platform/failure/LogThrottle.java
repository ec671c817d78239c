package dev.tenfold.platform.failure;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Allows a log line once a second at most: a flood of requests must not become a flood of log lines. */
public final class LogThrottle {

    private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

    private final AtomicLong next = new AtomicLong(System.nanoTime());

    /** Whether the line may be written now. If so, the next one may be written a second later. */
    public boolean allows() {
        long due = next.get();
        return System.nanoTime() - due >= 0 && next.compareAndSet(due, System.nanoTime() + PAUSE);
    }
}
