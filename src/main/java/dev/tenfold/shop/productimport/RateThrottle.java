package dev.tenfold.shop.productimport;

import java.util.concurrent.TimeUnit;

/** Rests between the batches of an import, so that no more rows are written a second than may be. */
final class RateThrottle {

    private final double nanosPerRow;
    private long due = System.nanoTime();

    RateThrottle(int rowsPerSecond) {
        this.nanosPerRow = (double) TimeUnit.SECONDS.toNanos(1) / rowsPerSecond;
    }

    /** Waits until so many more rows may be written. Time that was lost is not made up for. */
    void await(long rows) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        long now = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(due - now);
        due = Math.max(due, now) + (long) (rows * nanosPerRow);
    }
}
