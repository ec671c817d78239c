package dev.tenfold.api.problem;

import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.RawConnection;
import dev.tenfold.testing.services.TenfoldTest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Bodies that are not valid JSON, or not of the right shape: the response is 400, says where, and reveals nothing of the implementation.
 */
@TenfoldTest
class MalformedJsonTest {

    private static final String SIGN_IN = "/api/v1/auth/token";

    private final RawConnection wire;

    MalformedJsonTest(@LocalServerPort int port) {
        this.wire = new RawConnection(port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "}", "{\"email\": \"a\"", "{\"email\": \"a\",}", "{'email': 'a'}", "{email: \"a\"}",
        "{\"email\": \"a\"} {}", "{\"email\": \"a\"}]", "{\"email\": \"a\"} x", "{\"email\": \"a\", \"email\": \"b\"}",
        "{\"email\": NaN}", "{\"email\": Infinity}", "{\"email\": 01}", "{\"email\": .5}", "{\"email\": +1}", "{\"email\": undefined}",
        "{\"email\": \"\\x41\"}", "{\"email\": \"\\ud8\"}", "{\"email\": \"a\nb\"}", "// a\n{}", "{} /* b */", "\uFEFF\uFEFF{}", "nul",
        "{\"\\ud800\": 1}"})
    void invalidJsonIsMalformed(String body) {
        assertClean(post(SIGN_IN, body).isProblem(400, "malformed_json"));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            {"email": 1, "password": "x"}                    | /email
            {"email": 1.5, "password": "x"}                  | /email
            {"email": true, "password": "x"}                 | /email
            {"email": [], "password": "x"}                   | /email
            {"email": {}, "password": "x"}                   | /email
            {"email": ["a"], "password": "x"}                | /email
            {"email": "a", "password": 1e999}                | /password
            {"email": "a\\u0000b", "password": "x"}          | /email
            {"email": "\\ud83d", "password": "x"}            | /email
            {"email": "a", "password": "\\ude00\\ud83d"}     | /password
            """, delimiter = '|', quoteCharacter = '`')
    void aValueOfAnotherTypeIsNamedByPointer(String body, String pointer) {
        ApiResponse reply = post(SIGN_IN, body).isProblem(400, "wrong_type");
        assertThat(reply.json().path("errors").path(0).path("pointer").asString()).isEqualTo(pointer);
        assertClean(reply);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "1", "\"x\"", "true", "[{\"email\": \"a\", \"password\": \"b\"}]"})
    void aBodyMustBeAnObject(String body) {
        ApiResponse reply = post(SIGN_IN, body).is(400);
        assertThat(reply.json().path("code").asString()).isIn("wrong_type", "malformed_json");
        assertClean(reply);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\\u0000b\": 1}", "{\"\": 1}", "{\"a/b~c\": 1}", "{\"__proto__\": {}}", "{\"class\": {}}"})
    void aMemberWithAnOddNameIsUnknown(String body) {
        assertClean(post(SIGN_IN, body).isProblem(400, "unknown_member"));
    }

    @Test
    void aPointerIsEscapedAsInRfc6901() {
        ApiResponse reply = post(SIGN_IN, "{\"a/b~c\": 1}").isProblem(400, "unknown_member");
        assertThat(reply.json().path("errors").path(0).path("pointer").asString()).isEqualTo("/a~1b~0c");
    }

    @Test
    void nestingLengthsAndNumbersHaveLimits() {
        for (String value : new String[]{"[".repeat(33) + "]".repeat(33), "{\"a\":".repeat(40) + "1" + "}".repeat(40), "[".repeat(30_000),
            "9".repeat(65), "-" + "9".repeat(1000), "1e" + "9".repeat(60), "0." + "1".repeat(60_000)}) {
            assertClean(post(SIGN_IN, "{\"email\": " + value + ", \"password\": \"x\"}").is(400));
            assertClean(post(SIGN_IN, "{\"other\": " + value + "}").is(400));
        }
        assertClean(post(SIGN_IN, "{\"" + "n".repeat(300) + "\": 1}").is(400));
    }

    @Test
    void bytesThatAreNoUtf8AreMalformed() {
        byte[][] bytes = {{(byte) 0xff}, {(byte) 0xc3}, {(byte) 0xc0, (byte) 0x80}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
            {(byte) 0xf5, (byte) 0x80, (byte) 0x80, (byte) 0x80}, {0}};
        for (byte[] bad : bytes) {
            byte[] body = "{\"email\": \"________\", \"password\": \"x\"}".getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(bad, 0, body, 11, bad.length);
            ApiResponse reply = wire.post(SIGN_IN, body).is(400);
            assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
            assertClean(reply);
        }
    }

    @Test
    void aBodyInAnotherEncodingIsMalformed() {
        String body = "{\"email\": \"a\", \"password\": \"x\"}";
        int utf16 = wire.post(SIGN_IN, body.getBytes(StandardCharsets.UTF_16)).status();
        assertThat(utf16).isIn(400, 401);
    }

    static void assertClean(ApiResponse reply) {
        assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
        assertThat(reply.header("X-Request-Id")).isNotBlank().isEqualTo(reply.json().path("request_id").asString());
        assertThat(reply.text()).doesNotContain("Exception", "java.", "jackson", "dev.tenfold", "springframework", "catalina", "jetty",
                "SELECT ",
                "postgres", "\tat ");
    }

    private ApiResponse post(String path, String body) {
        return wire.post(path, body.getBytes(StandardCharsets.UTF_8));
    }
}
