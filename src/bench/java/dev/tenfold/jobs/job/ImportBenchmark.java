package dev.tenfold.jobs.job;

import dev.tenfold.TenfoldApplication;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.demo.NotTestClasses;
import dev.tenfold.testing.evidence.Results;
import dev.tenfold.testing.services.Durability;
import dev.tenfold.testing.services.EmbeddedServices;
import dev.tenfold.testing.services.SigningKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.boot.SpringApplication;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Rows a second of a product import, from the moment a worker begins it to its end, by one process that serves and works; PostgreSQL syncs to disk. How
 * to run it stands in docs/jobs-and-events.md.
 */
public final class ImportBenchmark {

    private static final int ROWS = Integer.getInteger("rows", 100_000);
    private static final int ROUNDS = Integer.getInteger("rounds", 3);

    private final JdbcClient jdbc;
    private final int port;
    private final String token;
    private final Map<String, List<Double>> rates = new TreeMap<>();

    private ImportBenchmark(JdbcClient jdbc, int port) {
        this.jdbc = jdbc;
        this.port = port;
        this.token = new TestUsers(jdbc).admin().token();
    }

    public static void main(String[] arguments) throws Exception {
        try (var services = EmbeddedServices.start(Durability.CRASH_SAFE)) {
            Map<String, Object> properties = new HashMap<>(services.addresses().properties());
            properties.putAll(SigningKey.properties());
            properties.putAll(Map.of("server.port", 0, "tenfold.log.format", "text", "logging.level.root", "WARN", "tenfold.ratelimit.enabled", false,
                    "spring.main.sources", NotTestClasses.class.getName()));
            String[] settings = properties.entrySet().stream().map(property -> "--" + property.getKey() + "=" + property.getValue())
                    .toArray(String[]::new);
            try (var context = SpringApplication.run(TenfoldApplication.class, settings);
                    var connection = services.postgres().address().connection()) {
                int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
                new ImportBenchmark(JdbcClient.create(connection), port).run();
            }
        }
    }

    private void run() throws Exception {
        measure("to warm up", file("W-" + UUID.randomUUID(), 0));
        for (int round = 0; round < ROUNDS; round++) {
            String stem = "P-" + UUID.randomUUID();
            measure("new products", file(stem, 0));
            measure("products that change", file(stem, 1));
            measure("products that stay as they are", file(stem, 1));
        }
        Map<String, Object> figures = new TreeMap<>(Map.of("rows", ROWS, "rounds", ROUNDS));
        rates.forEach((what, rounds) -> figures.put(what + ", median", rounds.stream().sorted().toList().get(rounds.size() / 2)));
        figures.remove("rows/s of to warm up, median");
        Results.write("import", Results.benchmarkCommand(ImportBenchmark.class), figures);
    }

    private static String file(String stem, int more) {
        return IntStream.range(0, ROWS).mapToObj(i -> """
                {"sku": "%s-%d", "name": "Earl Grey number %d", "description": "Black tea with oil of bergamot, harvest %d.", "category": "tea-%d", \
                "price": {"amount": %d, "currency": "USD"}, "initial_stock": %d}
                """.formatted(stem, i, i, i % 97, i % 20, 1000 + i + more, i % 50)).collect(Collectors.joining());
    }

    private void measure(String what, String file) throws Exception {
        String job;
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/products/import"))
                    .header("Content-Type", "application/x-ndjson").header("Authorization", "Bearer " + token)
                    .POST(BodyPublishers.ofString(file)).build();
            job = client.send(request, BodyHandlers.discarding()).headers().firstValue("Location").orElseThrow().replaceAll(".*/", "");
        }
        await(job, List.of("running", "succeeded"));
        long start = System.nanoTime();
        await(job, List.of("succeeded"));
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("%,d rows of %s (%.1f MB): %.2f s, %,.0f rows/s%n", ROWS, what, file.length() / 1e6, seconds, ROWS / seconds);
        rates.computeIfAbsent("rows/s of " + what, _ -> new ArrayList<>()).add(ROWS / seconds);
    }

    private void await(String job, List<String> statuses) {
        while (!statuses.contains(jdbc.sql("SELECT status FROM jobs WHERE id = :id").param("id", UUID.fromString(job)).query(String.class).single())) {
            LockSupport.parkNanos(2_000_000);
        }
    }
}
