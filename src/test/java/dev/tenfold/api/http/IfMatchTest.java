package dev.tenfold.api.http;

import dev.tenfold.platform.failure.Failure.PreconditionFailed;
import dev.tenfold.platform.failure.Failure.PreconditionRequired;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.MethodParameter;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.ServletWebRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class IfMatchTest {

    @ParameterizedTest
    @ValueSource(strings = {"\"v7\"", "*", "\"v6\",\"v7\"", "\"v6\" , \"v7\"", "W/\"v7\", \"v7\""})
    void theNamedVersionMatches(String header) {
        assertThatCode(() -> IfMatch.of(header).require(7)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"v6\"", "\"v70\"", "W/\"v7\"", "v7", "7", "\"7\"", "", "\"v7", "\"V7\"", "\"*\""})
    void anotherVersionDoesNotMatch(String header) {
        assertThatExceptionOfType(PreconditionFailed.class).isThrownBy(() -> IfMatch.of(header).require(7));
    }

    @Test
    void aMissingHeaderIsRefusedUnlessTheParameterIsNullable() throws ReflectiveOperationException {
        assertThatExceptionOfType(PreconditionRequired.class).isThrownBy(() -> resolve("required"));
        assertThat(resolve("optional")).isNull();
        for (String handler : List.of("required", "optional")) {
            var ifMatch = (IfMatch) Objects.requireNonNull(resolve(handler, "\"v6\""));
            assertThatCode(() -> ifMatch.require(6)).doesNotThrowAnyException();
            assertThatExceptionOfType(PreconditionFailed.class).isThrownBy(() -> ifMatch.require(7));
        }
    }

    @Test
    void severalHeadersAreOneList() throws ReflectiveOperationException {
        var ifMatch = (IfMatch) Objects.requireNonNull(resolve("required", "\"v6\"", "\"v7\""));
        assertThatCode(() -> ifMatch.require(7)).doesNotThrowAnyException();
    }

    @Test
    void anEntityTagIsStrong() {
        assertThat(EntityTags.of(7)).isEqualTo("\"v7\"");
    }

    private static @Nullable Object resolve(String handler, String... headers) throws ReflectiveOperationException {
        var request = new MockHttpServletRequest();
        List.of(headers).forEach(header -> request.addHeader("If-Match", header));
        var parameter = new MethodParameter(Handlers.class.getDeclaredMethod(handler, IfMatch.class), 0);
        return new IfMatchResolver().resolveArgument(parameter, null, new ServletWebRequest(request), null);
    }

    interface Handlers {

        void required(IfMatch ifMatch);

        void optional(@Nullable IfMatch ifMatch);
    }
}
