package dev.tenfold.api.http;

import dev.tenfold.platform.failure.Failure.PreconditionFailed;
import dev.tenfold.platform.failure.Failure.PreconditionRequired;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class IfMatchTest {

    @ParameterizedTest
    @ValueSource(strings = {"\"v7\"", "*", "\"v6\",\"v7\"", "\"v6\" , \"v7\"", "W/\"v7\", \"v7\""})
    void matchesTheNamedVersion(String header) {
        assertThatCode(() -> IfMatch.of(header).require(7)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"v6\"", "\"v70\"", "W/\"v7\"", "v7", "7", "\"7\"", "", "\"v7", "\"V7\"", "\"*\""})
    void matchesNoOtherVersion(String header) {
        assertThatExceptionOfType(PreconditionFailed.class).isThrownBy(() -> IfMatch.of(header).require(7));
    }

    @Test
    void isRequiredWhereItIsNotOptional() {
        assertThatExceptionOfType(PreconditionRequired.class).isThrownBy(() -> IfMatch.of(null));
        assertThatCode(() -> IfMatch.ofOptional(null).require(7)).doesNotThrowAnyException();
        assertThatExceptionOfType(PreconditionFailed.class).isThrownBy(() -> IfMatch.ofOptional("\"v6\"").require(7));
    }

    @Test
    void aTagIsStrong() {
        assertThat(EntityTags.of(7)).isEqualTo("\"v7\"");
    }
}
