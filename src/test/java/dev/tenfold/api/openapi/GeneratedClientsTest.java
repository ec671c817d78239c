package dev.tenfold.api.openapi;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.StockAssertions;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.services.Proof;
import dev.tenfold.testing.services.TenfoldTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The clients that {@code .ci/clients/build} has made of the OpenAPI document. Each takes the journey of a buyer, in a process of its own: sign up, sign
 * in, change the name, read products by pages and with {@code If-None-Match}, order twice with one key, read the order, cancel it, read two problem
 * documents. Then it imports a product as an admin. Those of version 2 also record a payment. Both versions run beside each other in one service.
 */
@Proof
@TenfoldTest
@EnabledIf("areBuilt")
class GeneratedClientsTest {

    private static final Path CLIENTS = Path.of(".ci", "clients").toAbsolutePath();
    private static final int LIMIT_SECONDS = 120;
    private static final Duration IMPORT_LIMIT = Duration.ofSeconds(60);
    private static final int STOCK = 10;

    @TempDir
    private Path folder;
    private final String baseUrl;
    private final ApiClient api;
    private final JdbcClient jdbc;

    GeneratedClientsTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.baseUrl = "http://127.0.0.1:" + port;
        this.api = new ApiClient(port);
        this.jdbc = jdbc;
    }

    /** The commands of the journeys: three of each version. */
    static List<Named<List<String>>> journeys() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return Stream.of("", "-v2").flatMap(version -> Stream.of(
                Named.of("openapi-fetch" + version, List.of("node", "target/javascript/typescript/openapi-fetch" + version + ".js")),
                Named.of("typescript-fetch" + version, List.of("node", "target/javascript/typescript/typescript-fetch" + version + ".js")),
                Named.of("Java" + version, List.of(java, "-cp", "target/classes:target/lib/*",
                        "dev.tenfold.journey.Journey" + (version.isEmpty() ? "" : "V2")))))
                .toList();
    }

    private static Path document(String version) {
        return CLIENTS.resolve("target/api-docs-" + version + ".json");
    }

    static boolean areBuilt() {
        return Files.exists(document("v2"));
    }

    @ParameterizedTest
    @MethodSource("journeys")
    void aBuyerOrdersAndCancelsAndAnAdminImports(List<String> journey) throws IOException, InterruptedException {
        var products = new TestProducts(new TestAccounts(api).admin());
        products.product(STOCK);
        String product = products.product(STOCK);
        String name = UUID.randomUUID().toString();
        String email = name + "@tenfold.test";
        String order = run(journey, baseUrl, product, email, new TestUsers(jdbc).admin().token());
        Map<String, Object> placed = jdbc.sql("""
                SELECT o.status, u.email, u.name FROM orders o JOIN users u ON u.id = o.user_id WHERE o.id = :order::uuid
                """).param("order", order).query().singleRow();
        assertThat(placed).isEqualTo(Map.of("status", "cancelled", "email", email, "name", "Ana Maria"));
        var stock = new StockAssertions(jdbc);
        assertThat(stock.orders(product)).isEqualTo(1);
        assertThat(stock.onHand(product)).isEqualTo(STOCK);
        stock.balance(product);
        await().atMost(IMPORT_LIMIT).untilAsserted(
                () -> assertThat(jdbc.sql("SELECT name FROM products WHERE sku = :sku").param("sku", name).query(String.class).list())
                        .containsExactly("Sencha, 50 g"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void theClientsAreMadeOfTheDocumentThatTheServiceServes(String version) throws IOException {
        assertThat(JsonMapper.shared().readTree(Files.readString(document(version))))
                .as("made of an older document: run .ci/clients/build again").isEqualTo(api.get("/v3/api-docs/" + version).is(200).json());
    }

    /** Runs a journey, and returns the one line that it prints: the id of its order. */
    private String run(List<String> journey, String... arguments) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        var process = new ProcessBuilder(Stream.concat(journey.stream(), Stream.of(arguments)).toList()).directory(CLIENTS.toFile())
                .redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            assertThat(ended).as("no end after %d s: %s", LIMIT_SECONDS, Files.readString(output)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
            return Files.readString(output).strip();
        } finally {
            process.destroyForcibly();
        }
    }
}
