package dev.tenfold.traffic.requestlimits;

import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.RawConnection;
import dev.tenfold.testing.services.StrictRequestLimits;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Bodies that arrive later than their heads. */
@StrictRequestLimits
class RequestLimitsTest {

    private static final String HEAD = " HTTP/1.1\r\nHost: shop.example\r\nContent-Type: application/json\r\n";

    private final int port;
    private final RawConnection wire;
    private final MeterRegistry metrics;

    RequestLimitsTest(@LocalServerPort int port, @Autowired MeterRegistry metrics) {
        this.port = port;
        this.metrics = metrics;
        this.wire = new RawConnection(port);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            POST /api/v1/auth/logout  | {"refresh_token": "x"}                | 204
            POST /api/v1/auth/token   | {"email": "a@b.test", "password": "x"} | 401
            POST /api/v1/auth/token   | {"email": "a@b.test"}                  | 422
            POST /api/v1/auth/token   | {"email": 1, "password": "x"}          | 400
            POST /api/v1/orders       | {"items": []}                          | 401
            PATCH /api/v1/users/me    | {"name": "x"}                          | 401
            POST /nothing             | {}                                     | 404
            GET /api/v1/products      | {}                                     | 200
            """, delimiter = '|', quoteCharacter = '`')
    void aLateBodyGetsTheSameResponse(String target, String body, int status) throws IOException {
        String length = "Content-Length: " + body.length() + "\r\n\r\n";
        ApiResponse quick = inTurn(target + HEAD + length + body).is(status);
        ApiResponse slow = inTurn(target + HEAD + length, body.substring(0, 1), body.substring(1)).is(status);
        ApiResponse chunked = inTurn(target + HEAD + "Transfer-Encoding: chunked\r\n\r\n", "1\r\n" + body.charAt(0) + "\r\n",
                Integer.toHexString(body.length() - 1) + "\r\n" + body.substring(1) + "\r\n0\r\n\r\n").is(status);
        assertThat(comparableHeaders(slow)).isEqualTo(comparableHeaders(chunked)).isEqualTo(comparableHeaders(quick));
        assertThat(slow.text().replaceAll("\"request_id\":\"[^\"]*\"", "")).isEqualTo(
                quick.text().replaceAll("\"request_id\":\"[^\"]*\"", ""));
    }

    /** A filter that is not mapped to asynchronous dispatches would not see it. */
    @Test
    void aRequestWithALateBodyPassesTheEarlierHandlers() throws IOException {
        String admitted = "tenfold_loadshedding_requests_total{application=\"tenfold\",class=\"sign_in\",outcome=\"admitted\"}";
        double before = metric(admitted);
        String head = "POST /api/v1/auth/token" + HEAD + "X-Request-Timeout: soon\r\nContent-Length: 2\r\n\r\n";
        ApiResponse reply = inTurn(head, "{", "}").is(400);
        assertThat(reply.json().path("code").asString()).isEqualTo("invalid_parameter");
        assertThat(metric(admitted)).isEqualTo(before + 1);
    }

    @Test
    void aConnectionIsReusedAfterALateBody() throws IOException {
        String body = "{\"refresh_token\": \"x\"}";
        try (var socket = connect()) {
            for (int i = 0; i < 3; i++) {
                send(socket, "POST /api/v1/auth/logout" + HEAD + "Content-Length: " + body.length() + "\r\n\r\n");
                awaitOneOnItsWay();
                send(socket, body);
                RawConnection.read(socket.getInputStream()).is(204);
            }
        }
    }

    @Test
    void aSlowBodyTimesOutAndItsConnectionIsClosed() throws IOException {
        double before = metric("tenfold_requestlimits_refused_total{application=\"tenfold\",reason=\"slow_body\"}");
        try (var socket = connect()) {
            send(socket, "POST /api/v1/auth/logout" + HEAD + "Content-Length: 500\r\n\r\n");
            InputStream in = socket.getInputStream();
            await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(200)).until(() -> {
                if (in.available() == 0) {
                    send(socket, " ");
                }
                return in.available() > 0;
            });
            ApiResponse reply = RawConnection.read(in).is(408);
            assertThat(reply.header("Connection")).isEqualTo("close");
            assertThat(reply.json().path("code").asString()).isEqualTo("too_slow");
            assertThat(reply.header("X-Request-Id")).isEqualTo(reply.json().path("request_id").asString());
        }
        await().untilAsserted(() -> { // it is counted after the answer is sent
            assertThat(metric("tenfold_requestlimits_refused_total{application=\"tenfold\",reason=\"slow_body\"}")).isEqualTo(before + 1);
            assertThat(metric("tenfold_requestlimits_bodies{application=\"tenfold\"}")).isZero();
        });
    }

    @Test
    void aClientThatDisconnectsLeavesNothingBehind() throws IOException {
        try (var socket = connect()) {
            send(socket, "POST /api/v1/auth/logout" + HEAD + "Content-Length: 500\r\n\r\n{");
            awaitOneOnItsWay();
        }
        await().until(() -> metric("tenfold_requestlimits_bodies{application=\"tenfold\"}") == 0);
    }

    @ParameterizedTest
    @CsvSource({"shop.example, 200", "SHOP.EXAMPLE:8080, 200", "shop.example.org, 200", "evil.example, 421", "127.0.0.2, 421",
        "shop.example.evil, 421"})
    void onlyTheListedHostsAreServed(String host, int status) {
        ApiResponse reply = wire.head("GET /api/v1/products HTTP/1.1", "Host: " + host).is(status);
        assertThat(status == 200 || "misdirected".equals(reply.json().path("code").asString())).isTrue();
    }

    private ApiResponse inTurn(String... pieces) throws IOException {
        try (var socket = connect()) {
            for (String piece : pieces) {
                send(socket, piece);
                if (pieces.length > 1 && piece.equals(pieces[0])) {
                    awaitOneOnItsWay();
                }
            }
            return RawConnection.read(socket.getInputStream());
        }
    }

    private void awaitOneOnItsWay() {
        await().pollInterval(Duration.ofMillis(10)).until(() -> metrics.get("tenfold.requestlimits.bodies").gauge().value() == 1);
    }

    private double metric(String line) {
        String scrape = wire.toHost("GET /actuator/prometheus HTTP/1.1", "Accept: text/plain").is(200).text();
        return scrape.lines().filter(each -> each.startsWith(line + " ")).map(each -> each.substring(line.length() + 1))
                .mapToDouble(Double::parseDouble).findFirst().orElseThrow(() -> new AssertionError(line + " is not there"));
    }

    /** The headers of a response, without those that differ in every response. */
    private static Map<String, Object> comparableHeaders(ApiResponse reply) {
        return reply.headers().map().entrySet().stream().filter(header -> !header.getKey().matches("(?i)date|x-request-id|age"))
                .collect(Collectors.toMap(header -> header.getKey(), header -> header.getValue()));
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(15_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }
}
