package dev.tenfold.benchmark.load;

import dev.tenfold.benchmark.measure.ServerJvm;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestUsers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What readers and buyers feel of an import of 100,000 rows on a worker, which shares the processors with all else here. */
final class Imports {

    private static final int ROWS = 100_000;
    private static final int ROWS_TO_WARM_UP = 50_000;
    private static final String PACE = System.getProperty("pace", "100000");
    private static final double RATE = 200;
    private static final Duration ROUND = Duration.ofSeconds(30);
    private static final int ROUNDS = 3;
    private static final long LOOK = Duration.ofMillis(20).toNanos();
    private static final double NANOS = 1e9;

    private final ServiceUnderLoad site;
    private final String token;

    Imports(ServiceUnderLoad site) {
        this.site = site;
        this.token = new TestUsers(site.servers().postgres().address().client()).admin().token();
    }

    List<Finding> run() {
        List<Double> without = new ArrayList<>();
        List<Double> with = new ArrayList<>();
        long failed = 0;
        try (ServerJvm _ = site.another(Map.of("tenfold.roles", "worker", "tenfold.productimport.rows-per-second", PACE))) {
            await(upload(ROWS_TO_WARM_UP), List.of("succeeded"));
            for (int round = 0; round < ROUNDS; round++) {
                Samples alone = honest();
                UUID job = upload(ROWS);
                await(job, List.of("running", "succeeded"));
                long start = System.nanoTime();
                var ended = CompletableFuture.supplyAsync(() -> await(job, List.of("succeeded")) - start);
                Samples all = honest();
                long took = ended.join();
                Samples beside = all.only(answer -> answer.at() < took);
                LoadProof.say("  alone %s / while the import ran, %.1f s: %s".formatted(alone, took / NANOS, beside));
                without.add(alone.p99());
                with.add(beside.p99());
                failed += all.all().size() - all.good();
            }
        }
        return List.of(Finding.none("an import of 100,000 rows on a worker: requests of others that failed", failed),
                Finding.ratio("an import of 100,000 rows on a worker: p99 ms of others, beside it / alone", 1.2, with, without));
    }

    private Samples honest() {
        return new OpenLoop(site.port(), RATE, site.mix()).run(ROUND);
    }

    private UUID upload(int rows) {
        String stem = "I-" + UUID.randomUUID();
        String file = IntStream.range(0, rows).mapToObj(i -> """
                {"sku": "%s-%d", "name": "Earl Grey number %d", "category": "tea-%d", "price": {"amount": %d, "currency": "USD"}, "initial_stock": %d}
                """.formatted(stem, i, i, i % 20, 1000 + i, i % 50)).collect(Collectors.joining());
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + site.port() + "/api/v1/products/import"))
                    .header("Content-Type", "application/x-ndjson").header("Authorization", "Bearer " + token).POST(BodyPublishers.ofString(file))
                    .build();
            String location = client.send(request, BodyHandlers.discarding()).headers().firstValue("Location").orElseThrow();
            return UUID.fromString(ApiResponse.id(location));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** When the job came to be so. */
    private long await(UUID job, List<String> statuses) {
        try (var connection = site.servers().postgres().address().connection()) {
            var jdbc = JdbcClient.create(connection);
            while (!statuses.contains(jdbc.sql("SELECT status FROM jobs WHERE id = :id").param("id", job).query(String.class).single())) {
                LockSupport.parkNanos(LOOK);
            }
        }
        return System.nanoTime();
    }
}
