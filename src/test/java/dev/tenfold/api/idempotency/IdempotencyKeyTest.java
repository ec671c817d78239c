package dev.tenfold.api.idempotency;

import dev.tenfold.platform.failure.Failure.Malformed;
import dev.tenfold.platform.failure.ProblemCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.MethodParameter;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.ServletWebRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class IdempotencyKeyTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", " ", "~", "0190a0b0-0000-7000-8000-000000000000", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"})
    void aKeyIsPrintableAscii(String header) {
        assertThat(IdempotencyKey.of(header).value()).isEqualTo(header);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "a\tb", "a\nb", "\u007f", "\u0080", "é", "🍵", "a\u0000"})
    void otherTextsAreNoKey(String header) {
        assertThatExceptionOfType(Malformed.class).isThrownBy(() -> IdempotencyKey.of(header))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ProblemCode.IDEMPOTENCY_KEY_REQUIRED));
    }

    @Test
    void aKeyHasAtMost255Characters() {
        assertThat(IdempotencyKey.of("k".repeat(255)).value()).hasSize(255);
        assertThatExceptionOfType(Malformed.class).isThrownBy(() -> IdempotencyKey.of("k".repeat(256)));
    }

    @Test
    void anOptionalKeyMayBeMissingButNotInvalid() throws ReflectiveOperationException {
        assertThat(resolve("optional", null)).isNull();
        assertThat(resolve("optional", "k")).isEqualTo(new IdempotencyKey("k"));
        assertThat(resolve("required", "k")).isEqualTo(new IdempotencyKey("k"));
        assertThatExceptionOfType(Malformed.class).isThrownBy(() -> resolve("optional", ""));
        assertThatExceptionOfType(Malformed.class).isThrownBy(() -> resolve("required", null));
    }

    private static @Nullable Object resolve(String handler, @Nullable String header) throws ReflectiveOperationException {
        var request = new MockHttpServletRequest();
        if (header != null) {
            request.addHeader(IdempotencyKey.HEADER, header);
        }
        var parameter = new MethodParameter(Handlers.class.getDeclaredMethod(handler, IdempotencyKey.class), 0);
        return new IdempotencyKeyResolver().resolveArgument(parameter, null, new ServletWebRequest(request), null);
    }

    interface Handlers {

        void required(IdempotencyKey key);

        void optional(@Nullable IdempotencyKey key);
    }
}
