package dev.tenfold.api.http;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Compares with the JDK's formatter. */
class MicrosTest {

    private static final DateTimeFormatter FORMAT = new DateTimeFormatterBuilder().appendInstant(6).toFormatter();
    private static final long SEED = 20_261_129;
    private static final int VALUES = 200_000;

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "1969-12-31T23:59:59.999999999Z", "2024-02-29T12:34:56.000001Z",
        "0000-01-01T00:00:00Z", "-0001-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999999Z", "+10000-01-01T00:00:00Z",
        "2026-11-23T09:30:00.123456Z", "2100-03-01T00:00:00.1Z"})
    void anInstantIsFormattedLikeTheJdkDoes(String moment) {
        same(Instant.parse(moment));
    }

    @Test
    void randomInstantsAreFormattedLikeTheJdkDoes() {
        same(Instant.MIN);
        same(Instant.MAX);
        var random = new Random(SEED);
        for (int i = 0; i < VALUES; i++) {
            same(Instant.ofEpochSecond(random.nextLong(-70_000_000_000L, 300_000_000_000L), random.nextInt(1_000_000_000)));
        }
    }

    private static void same(Instant moment) {
        assertThat(Micros.format(moment)).isEqualTo(FORMAT.format(moment));
    }
}
