package dev.tenfold.shop.productimport;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PaceTest {

    @Test
    void noMoreRowsASecondAreLetThrough() throws InterruptedException {
        var pace = new Pace(1_000);

        long start = System.nanoTime();
        pace.await(100);
        pace.await(150);
        pace.await(1);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(250));
    }

    @Test
    void timeThatWasLostIsNotMadeUpFor() throws InterruptedException {
        var pace = new Pace(1_000);
        TimeUnit.MILLISECONDS.sleep(150);

        long start = System.nanoTime();
        pace.await(100);
        pace.await(1);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void whoIsToStopDoesNotGoOn() {
        var pace = new Pace(100_000);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> pace.await(1)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }
}
