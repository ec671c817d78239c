package dev.tenfold.traffic.cors;

import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.RawConnection;
import dev.tenfold.testing.services.TenfoldTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** With {@code *}, all responses are the same for all origins. */
@TenfoldTest(properties = "tenfold.cors.origins=*")
class AllOriginsTest {

    private final RawConnection wire;

    AllOriginsTest(@LocalServerPort int port) {
        this.wire = new RawConnection(port);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET /api/v1/products HTTP/1.1                 | 200
            GET /api/v1/products?limit=0 HTTP/1.1         | 400
            GET /api/v1/orders HTTP/1.1                   | 401
            GET /nothing HTTP/1.1                         | 404
            GET /%zz HTTP/1.1                             | 400
            GET /api/v1/products HTTP/7.1                 | 505
            CONNECT shop.example:443 HTTP/1.1             | 400
            OPTIONS * HTTP/1.1                            | 404
            """)
    void everyResponseIsReadableAlsoOneOfTheParser(String request, int status) {
        for (String header : new String[]{"Origin: null", "Origin: https://anything.example", "X-Nothing: 1"}) {
            ApiResponse answer = wire.toHost(request, header).is(status);
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
            assertThat(answer.header("Access-Control-Expose-Headers")).contains("ETag");
            assertThat(String.join(",", answer.headers().allValues("Vary"))).doesNotContain("Origin");
        }
    }

    @Test
    void aLongAddressAndALongHeaderAreRefusedReadably() {
        String length = "a".repeat(20_000);
        for (ApiResponse answer : new ApiResponse[]{wire.toHost("GET /api/v1/products?q=" + length + " HTTP/1.1"),
            wire.toHost("GET /api/v1/products HTTP/1.1", "X-Long: " + length)}) {
            assertThat(answer.status()).isIn(400, 414, 431);
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
        }
    }

    @Test
    void everyOriginIsAllowedByAPreflight() {
        ApiResponse answer = wire.toHost("OPTIONS /api/v1/orders HTTP/1.1", "Origin: https://anything.example",
                "Access-Control-Request-Method: POST").is(204);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(answer.header("Access-Control-Allow-Methods")).isEqualTo("GET, HEAD, POST");
        assertThat(answer.header("Vary")).isNull();
    }
}
