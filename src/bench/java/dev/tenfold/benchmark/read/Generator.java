package dev.tenfold.benchmark.read;

import java.time.Duration;

/** Sends a request over and over from some connections, each of which waits for its answer. */
interface Generator {

    String name();

    /**
     * @param first the number that a counted path starts at
     * @param everyStatus whether each answer's status is compared: the generator's own time, so not where that would be measured
     */
    Answers send(int port, RequestTemplate asked, long first, int clients, Duration duration, boolean everyStatus);

    /** wrk where there is one, which costs the server next to it least. */
    static Generator best() {
        return Wrk.isThere() ? new Wrk() : new JavaGenerator();
    }

    /** All answers of one run, good and bad, and their mean size in bytes with the headers; NaN where nobody counted. */
    record Answers(long all, long failed, double seconds, double p50, double p99, double meanBytes) {}
}
