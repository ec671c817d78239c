package dev.tenfold.testing.evidence;

import java.util.Locale;

/**
 * The last run of a test class.
 *
 * @param failures tests that failed or ended with an error
 * @param date ISO 8601, the time in UTC at which the class ended
 * @param commit short id of the newest commit at that time
 */
record TestRun(int tests, int failures, int skipped, double seconds, String date, String commit) {

    TestRun plus(TestRun other) {
        TestRun later = date.compareTo(other.date) < 0 ? other : this;
        return new TestRun(tests + other.tests, failures + other.failures, skipped + other.skipped, seconds + other.seconds, later.date,
                later.commit);
    }

    String text() {
        String outcome = failures > 0 ? "**%d of %d failed**".formatted(failures, tests)
                : tests == 1 ? "1 test passed" : (tests - skipped) + " tests passed";
        String time = seconds < 0.1 ? "under 0.1 s" : String.format(Locale.ROOT, seconds < 10 ? "%.1f s" : "%.0f s", seconds);
        return outcome + (skipped > 0 ? ", " + skipped + " skipped, " : ", ") + time;
    }
}
