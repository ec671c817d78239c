package dev.tenfold.traffic.loadshedding;

import dev.tenfold.api.route.RequestClass;
import java.time.Duration;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How the limit follows latency. The test sets the time. */
class AdaptiveLimitTest {

    private static final int LEAST = 10;
    private static final int MOST = 200;
    private static final int WINDOWS_OF_A_MINUTE = (int) (Duration.ofMinutes(1).toMillis() / AdaptiveLimit.WINDOW.toMillis());
    private static final int WINDOWS_OF_FIVE_SECONDS = WINDOWS_OF_A_MINUTE / 12;

    private final AdaptiveLimit limit =
            new AdaptiveLimit(
                    new LoadSheddingProperties(true, LEAST, MOST, 0, Duration.ofMillis(500), 100, Duration.ofMillis(20), 3, 40, 0.6, 0.8,
                            Duration.ofSeconds(30)),
                    0);
    private long now;

    @Test
    void theLimitStartsAtTheMaximum() {
        assertThat(limit.now()).isEqualTo(MOST);
    }

    @Test
    void theLimitDropsToTheMinimumWhenManyRequestsAreLate() {
        windows(WINDOWS_OF_A_MINUTE, MOST, 1000, 100, 0, 0);
        assertThat(limit.now()).isEqualTo(LEAST);
    }

    @Test
    void theLimitStabilizesWhenRequestsAreInTime() {
        double perSecond = 2000; // the capacity of the simulated machine: by Little's law n active requests take n / 2000 s each
        for (int window = 0; window < WINDOWS_OF_A_MINUTE; window++) {
            double atWork = limit.now();
            windows(1, (int) atWork, 400, atWork / perSecond * 1000, 0, 0);
        }
        assertThat(limit.now()).as("20 ms at 2,000 a second are 40").isBetween(30.0, 50.0);
    }

    @Test
    void theLimitRecoversWithinFiveSeconds() {
        windows(WINDOWS_OF_A_MINUTE, MOST, 1000, 100, 0, 0);
        windows(WINDOWS_OF_FIVE_SECONDS, 1, 10, 1, 0, 0);
        assertThat(limit.now()).isEqualTo(MOST);
    }

    @Test
    void theLimitStaysWhenRequestsAreSlowButFew() {
        windows(WINDOWS_OF_A_MINUTE, MOST / 2 - 1, 1000, 5000, 0, 0);
        assertThat(limit.now()).isEqualTo(MOST);
    }

    @Test
    void theLimitStaysWhenManyRequestsAreInTime() {
        windows(WINDOWS_OF_A_MINUTE, MOST, 10_000, 15, 0, 0);
        assertThat(limit.now()).isEqualTo(MOST);
    }

    @Test
    void theLimitStaysWhenOnlyAFewOfManyRequestsAreSlow() {
        windows(WINDOWS_OF_A_MINUTE, MOST, 1000, 1, 10, 1500);
        assertThat(limit.now()).as("1,000 reads of 1 ms beside 10 orders that wait for a lock").isEqualTo(MOST);
    }

    @Test
    void classesThatAreSlowByDesignDoNotLowerTheLimit() {
        windows(WINDOWS_OF_A_MINUTE, 1, 0, 0, 10, 150);
        windows(WINDOWS_OF_A_MINUTE, MOST, 0, 0, 100, 300);
        assertThat(limit.now()).as("twice of what they always take").isEqualTo(MOST);
        windows(WINDOWS_OF_A_MINUTE, MOST, 0, 0, 100, 900);
        assertThat(limit.now()).as("six times").isEqualTo(LEAST);
    }

    @Test
    void normalLatencyIsNotLearnedUnderLoad() {
        windows(WINDOWS_OF_A_MINUTE, MOST / 2 - 1, 1000, 100, 0, 0);
        windows(WINDOWS_OF_A_MINUTE, MOST, 1000, 150, 0, 0);
        assertThat(limit.now()).as("what requests take at half of the limit is not what is usual").isEqualTo(LEAST);
    }

    @Test
    void theLimitStaysWhenSomeClientsDoNotReadTheirResponses() {
        windows(WINDOWS_OF_A_MINUTE, MOST, 40, 5, 2, 30_000);
        assertThat(limit.now()).as("2 of 42 that took half a minute each").isEqualTo(MOST);
    }

    @Test
    void theLimitAdaptsSoonAfterASlowStart() {
        windows(WINDOWS_OF_FIVE_SECONDS, 1, 0, 0, 10, 1000);
        windows(WINDOWS_OF_FIVE_SECONDS, 1, 0, 0, 10, 10);
        windows(WINDOWS_OF_A_MINUTE, MOST, 0, 0, 100, 300);
        assertThat(limit.now()).as("a third of what one second's rate would allow, ten times of what is usual now").isEqualTo(LEAST);
    }

    @Test
    void theLimitStaysWhenSignInsWaitForEachOther() {
        windows(WINDOWS_OF_A_MINUTE, MOST, 100, 1, 0, 0);
        for (int window = 0; window < WINDOWS_OF_A_MINUTE; window++) {
            end(RequestClass.SIGN_IN, 100, 2000);
            windows(1, MOST, 100, 1, 0, 0);
        }
        assertThat(limit.now()).isEqualTo(MOST);
    }

    /** Simulates windows of time with this many active requests, and this many reads and orders of this duration. */
    private void windows(int windows, int active, int reads, double readMillis, int orders, double orderMillis) {
        for (int window = 0; window < windows; window++) {
            limit.recordActive(active);
            end(RequestClass.READS, reads, readMillis);
            end(RequestClass.ORDERS, orders, orderMillis);
            now += AdaptiveLimit.WINDOW.toNanos();
            limit.ended(RequestClass.LISTS, 0, now);
        }
    }

    private void end(RequestClass kind, int requests, double millis) {
        for (int request = 0; request < requests; request++) {
            limit.ended(kind, (long) (millis * 1_000_000), now);
        }
    }
}
