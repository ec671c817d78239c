package dev.tenfold.testing.deploy;

import com.sun.net.httpserver.HttpServer;
import dev.tenfold.testing.evidence.Results;
import dev.tenfold.testing.services.FreePort;
import dev.tenfold.testing.services.NameServer;
import dev.tenfold.testing.services.Proof;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A real NGINX with the settings of Compose: what it answers itself, and what it does with requests when an instance is killed.
 * {@code -Dtenfold.proof=full} kills thirty times.
 */
@Proof
@EnabledIf("dev.tenfold.testing.deploy.NginxProcess#isAvailable")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NginxTest {

    private static final int KILLS = Proof.FULL ? 30 : 5;
    private static final int MOST_KILLS = 60; // each takes some 4 s
    private static final String RARE = "no live upstreams"; // what the test is about, and not every kill causes it
    private static final Duration BETWEEN_REQUESTS = Duration.ofNanos(Duration.ofSeconds(1).toNanos() / 16); // 16 requests/s
    private static final Duration UNTIL_JUST_BEFORE_THE_NEXT = Duration.ofMillis(1500); // NGINX asks for a name every two seconds if its answers are valid for one
    private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(1200); // of proxy.conf, and a little more
    private static final int LONG_ANSWER = 64 * 1024 * 1024;
    private static final int PIECE = 64 * 1024;
    private static final String ORDERS = "/api/v1/orders/";
    private static final String ORDER = "order ";
    private static final String KILLABLE = "127.0.7.9";
    private static final List<String> HEALTHY = List.of("127.0.7.1", "127.0.7.2");
    private static final List<String> ALL = List.of("127.0.7.1", "127.0.7.2", KILLABLE);

    private final int instances = FreePort.find();
    private final NameServer names = new NameServer(HEALTHY);
    private final List<HttpServer> servers = HEALTHY.stream().map(this::instance).toList();
    private final AtomicLong written = new AtomicLong();
    private final Map<String, AtomicInteger> orders = new ConcurrentHashMap<>();
    private final NginxProcess nginx = new NginxProcess(names.port(), instances);
    private final HttpClient client = HttpClient.newBuilder().sslContext(TrustAll.context()).version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5)).build();

    @AfterAll
    void close() {
        nginx.close();
        names.close();
        servers.forEach(server -> server.stop(0));
    }

    /**
     * A killed instance is gone with its address: packets to it are not answered, until its name is gone too. NGINX waits for a connection
     * meanwhile, and when the list of addresses changes before it tries another one, it gives up by itself.
     */
    @Test
    void noReadFailsAndNoOrderIsSentTwiceWhenAnInstanceIsKilled() throws IOException {
        var traffic = new Traffic();
        int kills = 0;
        try (var killable = new KillableInstance(KILLABLE, instances, path -> count(ORDER + path.substring(ORDERS.length())))) {
            traffic.start();
            for (; kills < KILLS || (!nginx.log().contains(RARE) && kills < MOST_KILLS); kills++) {
                killable.restart();
                names.addresses(ALL);
                awaitAnswers(2);
                LockSupport.parkNanos(UNTIL_JUST_BEFORE_THE_NEXT.toNanos());
                names.addresses(HEALTHY);
                killable.kill();
                awaitAnswers(1);
                LockSupport.parkNanos(CONNECT_TIMEOUT.toNanos());
            }
        } finally {
            traffic.enough = true;
        }
        assertThat(nginx.log()).as("the list changed while a request was tried again").contains(RARE);
        List<Integer> statuses = traffic.answers.stream().map(CompletableFuture::join).toList();
        assertThat(statuses).hasSizeGreaterThan(kills).allMatch(status -> status == 200);
        List<Integer> received = orders.entrySet().stream().filter(order -> order.getKey().startsWith(ORDER))
                .map(order -> order.getValue().get()).toList();
        assertThat(received).as("how often instances got each order").allMatch(count -> count == 1);
        long sent = IntStream.range(0, statuses.size()).filter(Traffic::isOrder).count();
        assertThat(received).hasSize((int) sent);
        Results.write("nginx-kills", NginxTest.class,
                Map.of("kills", kills, "requests/s", 16, "reads sent", statuses.size() - sent, "reads failed",
                        failed(statuses, number -> !Traffic.isOrder(number)), "orders sent", sent, "orders failed",
                        failed(statuses, Traffic::isOrder),
                        "orders sent twice", received.stream().filter(count -> count > 1).count(), "times NGINX found no instance",
                        nginx.log().split(RARE, -1).length - 1));
    }

    private void count(String order) {
        orders.computeIfAbsent(order, _ -> new AtomicInteger()).incrementAndGet();
    }

    private static long failed(List<Integer> statuses, IntPredicate which) {
        return IntStream.range(0, statuses.size()).filter(which).filter(number -> statuses.get(number) != 200).count();
    }

    /** NGINX asks for the name again after this answer has become old. */
    private void awaitAnswers(int more) {
        int goal = names.answers() + more;
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10)).until(() -> names.answers() >= goal);
    }

    /** Sixteen requests a second; each fourth is an order. */
    private final class Traffic {

        private final List<CompletableFuture<Integer>> answers = new CopyOnWriteArrayList<>();
        private volatile boolean enough;

        private static boolean isOrder(int number) {
            return number % 4 == 0;
        }

        void start() {
            Thread.ofPlatform().daemon().start(() -> {
                while (!enough) {
                    int number = answers.size();
                    var request = request(ORDERS + number);
                    if (isOrder(number)) {
                        request.POST(BodyPublishers.ofString(ORDER + number));
                    }
                    answers.add(client.sendAsync(request.build(), BodyHandlers.discarding()).thenApply(HttpResponse::statusCode));
                    LockSupport.parkNanos(BETWEEN_REQUESTS.toNanos());
                }
            });
        }
    }

    /** An order that an instance has received, before its connection broke, is not sent to another instance. */
    @Test
    void anOrderThatAnInstanceMayHaveReceivedIsNotSentAgain() throws Exception {
        HttpResponse<String> answer =
                client.send(request("/api/v1/orders").POST(BodyPublishers.ofString("break")).build(), BodyHandlers.ofString());
        assertIsProblem(answer.statusCode(), answer.body(), 503, "overloaded");
        assertThat(orders.get("break").get()).isOne();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "GARBAGE                                                | 400 | malformed_request",
        "GET /%zz HTTP/1.1\\r\\nHost: a                         | 400 | malformed_request",
        "GET / HTTP/1.1\\r\\nHost: a\\r\\nHost: b               | 400 | malformed_request",
        "GET / HTTP/1.1                                         | 400 | malformed_request",
        "GET /actuator HTTP/1.1\\r\\nHost: a                    | 404 | not_found",
        "TRACE / HTTP/1.1\\r\\nHost: a                          | 405 | method_not_allowed",
        "CONNECT a:443 HTTP/1.1\\r\\nHost: a                    | 405 | method_not_allowed",
        "GET /api/v1/products HTTP/1.1\\r\\nHost: a\\r\\nIf-Match: \"x\" | 412 | precondition_failed",
        "GET /LONG HTTP/1.1\\r\\nHost: a                        | 414 | refused",
        "GET / HTTP/1.1\\r\\nHost: a\\r\\nX-Long: LONG          | 431 | refused",
        "GET / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: br | 501 | refused",
        "GET / HTTP/3.7\\r\\nHost: a                            | 505 | refused"})
    void anAnswerOfNginxItselfIsAProblemDocument(String request, int status, String code) throws IOException {
        String answer = raw(request.replace("LONG", "a".repeat(20_000)).replace("\\r\\n", "\r\n") + "\r\nConnection: close\r\n\r\n");
        assertIsProblem(answer, status, code);
        assertThat(answer.contains("\r\nAllow: GET, HEAD, POST")).as("RFC 9110, section 15.5.6").isEqualTo(status == 405);
        assertThat(answer).as("no origin is allowed").doesNotContain("Access-Control");
    }

    @Test
    void plainHttpIsAnsweredWithAProblemDocument() throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), nginx.port())) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertIsProblem(read(socket), 400, "malformed_request");
        }
    }

    /** The hello is made here, because a library may refuse an old version itself. The same hello with TLS 1.2 is accepted. */
    @ParameterizedTest
    @ValueSource(ints = {0x0301, 0x0302})
    void olderVersionsOfTlsAreRefused(int version) throws IOException {
        assertThat(TlsHello.send(nginx.port(), version)).isEqualTo(TlsHello.WRONG_VERSION);
        assertThat(TlsHello.send(nginx.port(), TlsHello.TLS_1_2)).isEqualTo("the server says hello with version 303");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void tls12And13Work(String version) throws IOException {
        try (var socket = (SSLSocket) TrustAll.context().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), nginx.port())) {
            socket.setEnabledProtocols(new String[]{version});
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
        }
    }

    @ParameterizedTest
    @CsvSource({"/api/v1/orders, 2000000, 65536", "/api/v1/products/import, 60000000, 52428800"})
    void aBodyThatIsTooLongIsAnsweredWithTheLimitOfItsRoute(String path, int length, int limit) throws IOException {
        String answer = raw("POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n");
        assertIsProblem(answer, 413, "body_too_large");
        assertThat(answer).contains("at most " + limit + " bytes");
    }

    /** A cached answer names the origin whose pages may read it, so each origin has its own. */
    @Test
    void aCachedAnswerIsForOneOrigin() throws Exception {
        String path = "/api/v1/products/" + UUID.randomUUID();
        for (String origin : List.of("https://one.example", "https://two.example", "")) {
            assertThat(cached(path, origin)).as(origin).isEqualTo("MISS");
            assertThat(cached(path, origin)).as(origin).isEqualTo("HIT");
        }
    }

    private String cached(String path, String origin) throws Exception {
        var request = request(path);
        if (!origin.isEmpty()) {
            request.header("Origin", origin);
        }
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin").orElse("")).isEqualTo(origin);
        return answer.headers().firstValue("X-Cache").orElseThrow();
    }

    @Test
    void trackingParametersAreNoPartOfTheKeyOfACachedAnswer() throws Exception {
        String path = "/api/v1/products/" + UUID.randomUUID();
        assertThat(cached(path, "")).isEqualTo("MISS");
        for (String query : List.of("utm_source=a", "utm_source=a&utm_medium=b&fbclid=c", "gclid=1", "msclkid")) {
            assertThat(cached(path + "?" + query, "")).as(query).isEqualTo("HIT");
        }
        String list = path + "?category=tea&limit=5";
        assertThat(cached(list, "")).isEqualTo("MISS");
        for (String query : List.of("category=tea&limit=5&utm_source=a&gclid=1", "utm_source=a&utm_medium=b&category=tea&limit=5",
                "category=tea&utm_source=a&limit=5", "utm_source=a&category=tea&limit=5&fbclid=1")) {
            assertThat(cached(path + "?" + query, "")).as(query).isEqualTo("HIT");
        }
        assertThat(cached(path + "?category=utm_source&limit=5", "")).isEqualTo("MISS");
    }

    /** NGINX compares the tags of a cached answer itself, and does not pass these headers on. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0',
            value = {"If-None-Match | v1 | 400", "If-Match | v1 | 400", "If-Match | \"v1\", v2 | 400",
                "If-None-Match | \"v1 | 400", "If-None-Match | \"v2\" | 200", "If-None-Match | W/\"v2\", \"v1\" | 304",
                "If-Match | \"v1\" | 200",
                "If-None-Match | * | 304"})
    void anEntityTagWithoutQuotesIsRefusedAlsoIfTheAnswerIsCached(String header, String tag, int status) throws Exception {
        String path = "/api/v1/products/" + UUID.randomUUID();
        assertThat(cached(path, "")).isEqualTo("MISS");
        HttpResponse<String> answer = client.send(request(path).header(header, tag).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(status);
        if (status == 400) {
            assertIsProblem(answer.statusCode(), answer.body(), 400, "malformed_request");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json;q=0", "*/*, application/json; q=0"})
    void theServiceDecidesAboutATypeThatIsExcluded(String accept) throws Exception {
        String path = "/api/v1/products/" + UUID.randomUUID();
        assertThat(cached(path, "")).isEqualTo("MISS");
        var request = request(path).header("Accept", accept).build();
        assertThat(client.send(request, BodyHandlers.discarding()).headers().firstValue("X-Cache")).hasValue("BYPASS");
        assertThat(cached(path, "")).isEqualTo("HIT");
    }

    /** The settings of the test have this origin in cors.conf. */
    @Test
    void aPageOfAnAllowedOriginReadsTheErrorsOfNginx() throws IOException {
        String request = "GET /actuator HTTP/1.1\r\nHost: a\r\nConnection: close\r\nOrigin: ";
        assertThat(raw(request + NginxProcess.ORIGIN + "\r\n\r\n")).startsWith("HTTP/1.1 404")
                .contains("Access-Control-Allow-Origin: " + NginxProcess.ORIGIN + "\r\n",
                        "Access-Control-Expose-Headers: Retry-After, X-Request-Id");
        assertThat(raw(request + "https://evil.example\r\n\r\n")).startsWith("HTTP/1.1 404").doesNotContain("Access-Control");
    }

    /** A long answer waits at the instance while its client does not read, and not on the disk of NGINX. */
    @Test
    void aLongAnswerIsNotWrittenToTheDisk() throws IOException {
        try (var socket = TrustAll.context().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), nginx.port())) {
            socket.getOutputStream()
                    .write("GET /api/v1/jobs/long/result HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            var before = new AtomicLong();
            await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofSeconds(1)).until(() -> {
                long now = written.get();
                return before.getAndSet(now) == now && now > 0;
            });
            assertThat(socket.getInputStream().readAllBytes()).hasSizeGreaterThan(LONG_ANSWER);
        }
        assertThat(nginx.log()).doesNotContain("temporary file");
    }

    private String raw(String request) throws IOException {
        try (var socket = TrustAll.context().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), nginx.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return read(socket);
        }
    }

    /** Reads until NGINX closes the connection. It resets one whose body it refused, some seconds after its answer. */
    private static String read(Socket socket) throws IOException {
        var answer = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(answer);
        } catch (SocketException reset) {
            if (answer.size() == 0) {
                throw reset;
            }
        }
        return answer.toString(StandardCharsets.US_ASCII);
    }

    private static void assertIsProblem(String answer, int status, String code) {
        assertThat(answer).startsWith("HTTP/1.1 " + status).containsIgnoringCase("content-type: application/problem+json")
                .containsIgnoringCase("referrer-policy: no-referrer").containsIgnoringCase("x-content-type-options: nosniff")
                .containsIgnoringCase("x-request-id: ");
        assertIsProblem(status, answer.substring(answer.indexOf("\r\n\r\n")), status, code);
    }

    private static void assertIsProblem(int found, String body, int status, String code) {
        assertThat(found).isEqualTo(status);
        JsonNode problem = JsonMapper.shared().readTree(body);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("code").asString()).isEqualTo(code);
        assertThat(problem.path("type").asString()).isEqualTo("/problems/" + code);
        assertThat(problem.path("request_id").asString()).matches("[A-Za-z0-9._-]{1,64}");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + nginx.port() + path)).timeout(Duration.ofSeconds(40));
    }

    /** An instance that answers everything, and breaks the connection of the order "break" after it was received. */
    private HttpServer instance(String address) {
        try {
            var server = HttpServer.create(new InetSocketAddress(address, instances), 100);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", exchange -> {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                if (!body.isEmpty()) {
                    count(body);
                }
                if (body.equals("break")) {
                    throw new IOException("break");
                }
                exchange.getResponseHeaders().add("Cache-Control",
                        exchange.getRequestURI().getPath().contains("products") ? "max-age=60" : "no-store");
                exchange.getResponseHeaders().add("ETag", "\"v1\"");
                String origin = exchange.getRequestHeaders().getFirst("Origin");
                if (origin != null) {
                    exchange.getResponseHeaders().add("Access-Control-Allow-Origin", origin);
                }
                if (exchange.getRequestURI().getPath().contains("/long/")) {
                    exchange.sendResponseHeaders(200, LONG_ANSWER);
                    for (int left = LONG_ANSWER; left > 0; left -= PIECE) {
                        exchange.getResponseBody().write(new byte[PIECE]);
                        written.addAndGet(PIECE);
                    }
                    exchange.close();
                    return;
                }
                exchange.sendResponseHeaders(200, 2);
                exchange.getResponseBody().write("ok".getBytes(StandardCharsets.US_ASCII));
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
