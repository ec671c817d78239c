package dev.tenfold.benchmark.load;

/**
 * What became of an arrival.
 *
 * @param at ns since the load began, when it was due
 * @param took ns from when it was due until its last byte, so that what waited for a connection waited for an answer
 * @param status 0 where no answer came
 * @param retryAfter whether the answer said when to come again
 */
record Sample(Kind kind, long at, long took, int status, boolean retryAfter) {

    private static final int LOWEST_GOOD = 200;
    private static final int LOWEST_BAD = 400;

    boolean isGood() {
        return status >= LOWEST_GOOD && status < LOWEST_BAD;
    }
}
