package dev.tenfold.messaging.outbound;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"0|PT0S", "120|PT2M", "86400|PT24H", "86401|PT24H", "9223372036854775807|PT24H",
        "Sat, 28 Nov 2026 12:00:30 GMT|PT30S", "Sat, 28 Nov 2026 11:00:00 GMT|PT0S", "Thu, 28 Nov 2999 12:00:00 GMT|PT24H"})
    void secondsAndDatesAreParsed(String header, Duration asked) {
        assertThat(RetryAfter.of(header, NOW)).isEqualTo(asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "99999999999999999999", "Sun, 28 Nov 2026 12:00:30 GMT"})
    void anInvalidHeaderIsIgnored(String header) {
        assertThat(RetryAfter.of(header, NOW)).isNull();
    }

    @Test
    void withoutTheHeaderThereIsNoDelay() {
        assertThat(RetryAfter.of(null, NOW)).isNull();
    }
}
