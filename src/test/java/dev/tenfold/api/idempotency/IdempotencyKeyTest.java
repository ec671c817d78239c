package dev.tenfold.api.idempotency;

import dev.tenfold.platform.failure.Failure.Malformed;
import dev.tenfold.platform.failure.ProblemCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class IdempotencyKeyTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", " ", "~", "0190a0b0-0000-7000-8000-000000000000", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"})
    void isPrintableAscii(String header) {
        assertThat(IdempotencyKey.of(header).value()).isEqualTo(header);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "a\tb", "a\nb", "\u007f", "\u0080", "é", "🍵", "a\u0000"})
    void isNothingElse(String header) {
        assertThatExceptionOfType(Malformed.class).isThrownBy(() -> IdempotencyKey.of(header))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ProblemCode.IDEMPOTENCY_KEY_REQUIRED));
    }

    @Test
    void hasAtMost255Characters() {
        assertThat(IdempotencyKey.of("k".repeat(255)).value()).hasSize(255);
        assertThatExceptionOfType(Malformed.class).isThrownBy(() -> IdempotencyKey.of("k".repeat(256)));
    }

    @Test
    void mayBeAbsentWhereItIsOptionalButNotWrong() {
        assertThat(IdempotencyKey.ofOptional(null)).isNull();
        assertThatExceptionOfType(Malformed.class).isThrownBy(() -> IdempotencyKey.ofOptional(""));
    }
}
