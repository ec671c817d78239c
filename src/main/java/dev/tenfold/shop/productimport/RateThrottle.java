package dev.tenfold.shop.productimport;

import java.util.concurrent.TimeUnit;

/** Limits how many rows an import writes per second, by pausing between batches. */
final class RateThrottle {

    private final double nanosPerRow;
    private long due = System.nanoTime();

    RateThrottle(int rowsPerSecond) {
        this.nanosPerRow = (double) TimeUnit.SECONDS.toNanos(1) / rowsPerSecond;
    }

    /** Waits until this many more rows may be written. Time lost before is not made up for. */
    void await(long rows) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        long now = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(due - now);
        due = Math.max(due, now) + (long) (rows * nanosPerRow);
    }
}
