package dev.tenfold.api.request;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.RawConnection;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@TenfoldTest
class RequestIdTest {

    private final ApiClient api;
    private final RawConnection wire;

    RequestIdTest(@LocalServerPort int port) {
        this.api = new ApiClient(port);
        this.wire = new RawConnection(port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A.b_c-9", "0123456789012345678901234567890123456789012345678901234567890123"})
    void aValidIdIsKept(String id) {
        assertThat(api.with("X-Request-Id", id).get("/api/v1/products").is(200).header("X-Request-Id")).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a;b", "<script>", "\u00e9", "01234567890123456789012345678901234567890123456789012345678901234"})
    void anInvalidIdIsReplaced(String id) {
        ApiResponse reply = wire.toHost("GET /api/v1/products HTTP/1.1", "X-Request-Id: " + id).is(200);
        assertThat(UUID.fromString(reply.header("X-Request-Id")).version()).isEqualTo(7);
        assertThat(reply.headers().allValues("X-Request-Id")).hasSize(1);
    }

    @Test
    void requestsWithoutAnIdGetANewOne() {
        assertThat(api.get("/api/v1/products").header("X-Request-Id")).isNotBlank()
                .isNotEqualTo(api.get("/api/v1/products").header("X-Request-Id"));
    }

    @ParameterizedTest
    @CsvSource({"a route's refusal, GET /api/v1/products/x HTTP/1.1, 400", "no route, GET /nothing HTTP/1.1, 404",
        "security, GET /api/v1/users/me HTTP/1.1, 401", "the firewall, GET /api//v1 HTTP/1.1, 400"})
    void allErrorsHaveTheId(String from, String line, int status) {
        ApiResponse reply = wire.toHost(line, "X-Request-Id: mine-1").is(status);
        assertThat(reply.header("X-Request-Id")).as(from).isEqualTo("mine-1");
        assertThat(reply.headers().allValues("X-Request-Id")).hasSize(1);
        assertThat(reply.json().path("request_id").asString()).isEqualTo("mine-1");
    }

    /** Jetty stops at such a line before it reads any header. */
    @Test
    void anInvalidRequestLineGetsANewId() {
        ApiResponse reply = wire.toHost("GET /%zz HTTP/1.1", "X-Request-Id: mine-1").is(400);
        assertThat(UUID.fromString(reply.header("X-Request-Id"))).isNotNull();
        assertThat(reply.json().path("request_id").asString()).isEqualTo(reply.header("X-Request-Id"));
    }

    @Test
    void refusalsOfLongBodiesHaveTheIdToo() {
        ApiResponse reply =
                api.with("X-Request-Id", "mine-2").post("/api/v1/auth/token", "x".repeat(70_000)).isProblem(413, "body_too_large");
        assertThat(reply.header("X-Request-Id")).isEqualTo("mine-2");
    }
}
