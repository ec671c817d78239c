package dev.tenfold.cache.cache;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** How many different queries may be added. */
class AdmissionTest {

    @Test
    void noMoreThanTheBoundAreAdmittedAndThoseAgainAndAgain() {
        var admission = new Admission<Integer>(Object::toString, 100, Duration.ofHours(1));
        assertThat(IntStream.range(0, 1_000).filter(admission::admits).count()).isEqualTo(100);
        assertThat(IntStream.range(0, 100).allMatch(admission::admits)).isTrue();
        assertThat(admission.admits(500)).isFalse();
    }

    @Test
    void whatIsTheSameQueryCountsOnce() {
        var admission = new Admission<Integer>(number -> number % 2 == 0 ? "even" : "odd", 1, Duration.ofHours(1));
        assertThat(IntStream.range(0, 100).filter(admission::admits)).allMatch(number -> number % 2 == 0).hasSize(50);
    }

    @Test
    void aNewWindowBeginsAnew() {
        var admission = new Admission<Integer>(Object::toString, 1, Duration.ofMillis(50));
        assertThat(admission.admits(1)).isTrue();
        await().until(() -> admission.admits(2));
    }

    @Test
    void withoutABoundEverythingIs() {
        assertThat(IntStream.range(0, 100).allMatch(Admission.<Integer>all()::admits)).isTrue();
    }
}
