package dev.tenfold.traffic.requestlimits;

import dev.tenfold.testing.client.RawConnection;
import dev.tenfold.testing.services.Instance;
import dev.tenfold.testing.services.Proof;
import dev.tenfold.testing.services.Services;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * 200 slow clients of each kind beside well-behaved ones: all of these are served, and the slow ones are disconnected. There is no limit
 * on active requests, because slow readers stay active until they are disconnected, and lists might be refused because of them.
 */
@Proof
class SlowClientsTest {

    private static final int SLOW = 200;
    private static final Duration TIME = Duration.ofSeconds(3);
    private static final Duration LONGEST = Duration.ofSeconds(90);
    private static final String HEAD = "POST /api/v1/auth/logout HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n";

    private static Instance instance;

    @BeforeAll
    static void start() {
        instance = Instance.launch(Services.shared(),
                Map.of("tenfold.requestlimits.head-timeout", TIME, "tenfold.requestlimits.body-timeout", TIME,
                        "tenfold.requestlimits.response-timeout", TIME, "tenfold.requestlimits.bodies", 2 * SLOW,
                        "tenfold.loadshedding.enabled", false))
                .awaitReady();
    }

    @AfterAll
    static void stop() {
        instance.close();
    }

    @Test
    void slowHeadsTimeOut() {
        List<SlowClient> slow = slowClients(SLOW, "GET /api/v1/products HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ");
        besides("slow heads", () -> slow.forEach(client -> client.send("x")), () -> slow.stream().allMatch(SlowClient::isEnded));
        assertThat(slow).allSatisfy(client -> assertThat(client.received()).startsWith("HTTP/1.1 408 ").contains("too_slow"));
    }

    @Test
    void slowBodiesTimeOut() {
        List<SlowClient> slow = slowClients(SLOW, HEAD + "Content-Length: 5000\r\n\r\n{");
        besides("slow bodies", () -> slow.forEach(client -> client.send(" ")), () -> slow.stream().allMatch(SlowClient::isEnded));
        assertThat(slow).allSatisfy(client -> assertThat(client.received()).startsWith("HTTP/1.1 408 ").contains("too_slow"));
    }

    @Test
    void slowChunksTimeOut() {
        List<SlowClient> slow = slowClients(SLOW, HEAD + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n");
        besides("slow chunks", () -> slow.forEach(client -> client.send("1\r\n \r\n")), () -> slow.stream().allMatch(SlowClient::isEnded));
        assertThat(slow).allSatisfy(client -> assertThat(client.received()).startsWith("HTTP/1.1 408 ").contains("too_slow"));
    }

    @Test
    void moreSlowBodiesThanTheLimitTimeOut() {
        List<SlowClient> slow = slowClients(4 * SLOW, HEAD + "Content-Length: 5000\r\n\r\n{");
        besides("four times as many", () -> slow.forEach(client -> client.send(" ")), () -> slow.stream().allMatch(SlowClient::isEnded));
        assertThat(slow).filteredOn(client -> client.received().startsWith("HTTP/1.1 408 ")).hasSizeGreaterThan(3 * SLOW);
    }

    @Test
    void longBodiesThatNeverArriveAreRefused() {
        List<SlowClient> slow = slowClients(SLOW, HEAD + "Content-Length: 100000\r\n\r\n{");
        besides("long bodies", () -> {}, () -> slow.stream().allMatch(SlowClient::isEnded));
        assertThat(slow).allSatisfy(client -> assertThat(client.received()).matches("(?s)HTTP/1.1 4(08|13) .*"));
    }

    @Test
    void slowReadersAreDisconnected() {
        String big = "GET /swagger-ui/swagger-ui-bundle.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
        List<SlowClient> slow = slowClients(SLOW, big.repeat(20));
        besides("slow readers", () -> slow.forEach(SlowClient::readAByte),
                () -> metric("tenfold_requestlimits_refused_total", "slow_reader") >= 1
                        && metric("tenfold_loadshedding_active", "lists") <= WellBehavedClients.CLIENTS);
    }

    /** The value of one of the instance's metrics. */
    private static double metric(String name, String label) {
        Pattern line = Pattern.compile("^%s\\{.*=\"%s\".*} (\\S+)$".formatted(name, label), Pattern.MULTILINE);
        Matcher value =
                line.matcher(new RawConnection(instance.port()).toHost("GET /actuator/prometheus HTTP/1.1", "Accept: text/plain").text());
        return value.find() ? Double.parseDouble(value.group(1)) : 0;
    }

    /** Lets the slow clients continue again and again until it is over, with well-behaved requests all the time. */
    private static void besides(String name, Runnable little, BooleanSupplier isOver) {
        try (var honest = new WellBehavedClients(instance.port())) {
            await().atMost(LONGEST).pollInterval(Duration.ofMillis(500)).until(() -> {
                little.run();
                return isOver.getAsBoolean();
            });
            assertThat(honest.failures()).isEmpty();
            assertThat(honest.served()).as("honest requests were served meanwhile").isPositive();
            honest.report(name);
        }
    }

    private static List<SlowClient> slowClients(int size, String start) {
        return IntStream.range(0, size).mapToObj(_ -> new SlowClient(start)).toList();
    }

    /** A client with a slow connection. */
    private static final class SlowClient {

        private static final int SMALL = 4096;

        private final Socket socket = new Socket();
        private final List<Integer> received = new ArrayList<>();
        private boolean ended;

        SlowClient(String start) {
            try {
                socket.setReceiveBufferSize(SMALL);
                socket.setTcpNoDelay(true);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), instance.port()));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            send(start);
        }

        void send(String text) {
            try {
                socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException closed) {
                return; // reading shows the reason
            }
        }

        /** Reads what has arrived. Returns whether the server has closed the connection. */
        boolean isEnded() {
            try {
                socket.setSoTimeout(1);
                for (int next = socket.getInputStream().read(); next >= 0 && !ended; next = socket.getInputStream().read()) {
                    received.add(next);
                }
                ended = true;
            } catch (SocketTimeoutException nothingMore) {
                return ended;
            } catch (IOException reset) {
                ended = true;
            }
            return ended;
        }

        void readAByte() {
            try {
                socket.setSoTimeout(1);
                ended = ended || socket.getInputStream().read() < 0;
            } catch (SocketTimeoutException nothingYet) {
                return;
            } catch (IOException reset) {
                ended = true;
            }
        }

        String received() {
            var text = new StringBuilder();
            received.forEach(each -> text.append((char) each.intValue()));
            return text.toString();
        }
    }
}
