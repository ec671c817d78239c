package dev.tenfold.shop.productimport;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RateThrottleTest {

    @Test
    void rowsPerSecondAreLimited() throws InterruptedException {
        var throttle = new RateThrottle(1_000);

        long start = System.nanoTime();
        throttle.await(100);
        throttle.await(150);
        throttle.await(1);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(250));
    }

    @Test
    void lostTimeIsNotCaughtUp() throws InterruptedException {
        var throttle = new RateThrottle(1_000);
        TimeUnit.MILLISECONDS.sleep(150);

        long start = System.nanoTime();
        throttle.await(100);
        throttle.await(1);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void anInterruptedImportDoesNotContinue() {
        var throttle = new RateThrottle(100_000);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> throttle.await(1)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }
}
