package dev.tenfold.platform.shutdown;

/** Knows how many requests are being handled, so that a shutdown can wait for them. */
public interface ActiveRequests {

    /** How many requests are being handled now. */
    int activeRequests();
}
