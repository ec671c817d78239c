package dev.tenfold.cache.cache;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The limit on new entries in a cache. */
class NewEntryLimitTest {

    @Test
    void onlyTheLimitOfNewKeysIsAdmittedAndThoseRepeatedly() {
        var newEntries = new NewEntryLimit<Integer>(Object::toString, 100, Duration.ofHours(1));
        assertThat(IntStream.range(0, 1_000).filter(newEntries::admits).count()).isEqualTo(100);
        assertThat(IntStream.range(0, 100).allMatch(newEntries::admits)).isTrue();
        assertThat(newEntries.admits(500)).isFalse();
    }

    @Test
    void equalQueriesCountOnce() {
        var newEntries = new NewEntryLimit<Integer>(number -> number % 2 == 0 ? "even" : "odd", 1, Duration.ofHours(1));
        assertThat(IntStream.range(0, 100).filter(newEntries::admits)).allMatch(number -> number % 2 == 0).hasSize(50);
    }

    @Test
    void aNewPeriodStartsFromZero() {
        var newEntries = new NewEntryLimit<Integer>(Object::toString, 1, Duration.ofMillis(50));
        assertThat(newEntries.admits(1)).isTrue();
        await().until(() -> newEntries.admits(2));
    }

    @Test
    void withoutALimitEveryKeyIsAdmitted() {
        assertThat(IntStream.range(0, 100).allMatch(NewEntryLimit.<Integer>all()::admits)).isTrue();
    }
}
