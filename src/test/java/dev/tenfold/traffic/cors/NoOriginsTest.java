package dev.tenfold.traffic.cors;

import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.RawConnection;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** No origin is configured by default. */
@TenfoldTest
class NoOriginsTest {

    private final RawConnection wire;

    NoOriginsTest(@LocalServerPort int port) {
        this.wire = new RawConnection(port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/products", "/api/v1/orders", "/nothing", "/%zz", "/v3/api-docs"})
    void noResponseHasAHeaderForBrowsers(String path) {
        ApiResponse answer = wire.toHost("GET " + path + " HTTP/1.1", "Origin: https://shop.example");
        assertThat(answer.headers().map().keySet()).noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
        assertThat(String.join(",", answer.headers().allValues("Vary"))).doesNotContain("Origin");
    }

    @Test
    void aPreflightIsRefusedInWords() {
        ApiResponse answer = wire.toHost("OPTIONS /api/v1/orders HTTP/1.1", "Origin: https://shop.example",
                "Access-Control-Request-Method: POST").isProblem(403, "forbidden");
        assertThat(answer.json().path("detail").asString()).contains("tenfold.cors.origins");
        assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
    }
}
