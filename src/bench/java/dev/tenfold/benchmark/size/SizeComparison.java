package dev.tenfold.benchmark.size;

import dev.tenfold.benchmark.measure.Result;
import dev.tenfold.benchmark.measure.ServerJvm;
import dev.tenfold.testing.evidence.Results;
import dev.tenfold.testing.services.Durability;
import dev.tenfold.testing.services.EmbeddedServices;
import dev.tenfold.testing.services.Postgres;
import dev.tenfold.testing.services.Redis;
import dev.tenfold.testing.services.Services;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How much longer a request takes with 1,000,000 products and 10,000,000 orders than with a hundredth of them. Two instances of the service
 * without caches, each with its own database on one PostgreSQL, answer the same kinds of requests alternately. How to run it: docs/capacity.md.
 */
public final class SizeComparison {

    private static final int PRODUCTS = Integer.getInteger("products", 1_000_000);
    private static final int ORDERS = Integer.getInteger("orders", 10_000_000);
    private static final int TIMES_SMALLER = 100;
    private static final int WARM_UP = Integer.getInteger("warmup", 400); // requests of each kind, to each
    private static final int ROUNDS = 10;
    private static final int OF_A_ROUND = 25; // requests of each kind, to each
    private static final double LIMIT = 1.3;
    private static final double HUNDRED = 100; // figures have two decimals
    private static final List<String> OPTIONS = List.of("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xmx460m");
    private static final Map<String, String> WITHOUT_CACHES = Map.of("tenfold.cache.enabled", "false", "tenfold.responsecache.enabled", "false",
            "tenfold.roles", "api", "spring.flyway.enabled", "false");

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Requests> small;
    private final List<Requests> large;

    private SizeComparison(List<Requests> small, List<Requests> large) {
        this.small = small;
        this.large = large;
    }

    public static void main(String[] arguments) {
        try (var services = EmbeddedServices.start(Durability.DISCARDABLE)) {
            Postgres server = server(services);
            var small = FilledDatabase.of(server, "size_small", PRODUCTS / TIMES_SMALLER, ORDERS / TIMES_SMALLER);
            var large = FilledDatabase.of(server, "size_large", PRODUCTS, ORDERS);
            if (Boolean.getBoolean("fill-only")) {
                return;
            }
            makeDurable(services);
            try (var first = service(small, services, "/1"); var second = service(large, services, "/2")) {
                new SizeComparison(Requests.all(small, first.awaitReady().port()), Requests.all(large, second.awaitReady().port())).run();
            }
        }
    }

    /** A server of its own, or the one at {@code -Dpostgres=jdbc:postgresql://HOST:PORT/tenfold}, which keeps the databases. */
    private static Postgres server(EmbeddedServices services) {
        String kept = System.getProperty("postgres", "");
        return kept.isEmpty() ? services.postgres().address() : new Postgres(kept, "postgres", System.getProperty("password", ""));
    }

    /** The embedded server writes nothing durably while the tables are filled. It is measured as it runs in production. */
    private static void makeDurable(EmbeddedServices services) {
        if (System.getProperty("postgres", "").isEmpty()) {
            for (String setting : List.of("fsync = on", "synchronous_commit = on", "full_page_writes = on", "shared_buffers = '4GB'")) {
                services.postgres().address().client().sql("ALTER SYSTEM SET " + setting).update();
            }
            services.postgres().stop();
            services.postgres().start();
        }
    }

    private static ServerJvm service(FilledDatabase database, EmbeddedServices services, String redisDatabase) {
        return ServerJvm.service(new Services(database.postgres(), new Redis(services.redis().address().uri() + redisDatabase)), OPTIONS,
                WITHOUT_CACHES);
    }

    private void run() {
        var kinds = new ArrayList<Map<Requests, List<Long>>>();
        for (int kind = 0; kind < small.size(); kind++) {
            Map<Requests, List<Long>> nanos = new LinkedHashMap<>();
            nanos.put(small.get(kind), new ArrayList<>());
            nanos.put(large.get(kind), new ArrayList<>());
            kinds.add(nanos);
        }
        for (int round = 0; round < WARM_UP / OF_A_ROUND; round++) {
            kinds.forEach(sides -> sides.keySet().forEach(requests -> requests.send(http, OF_A_ROUND)));
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (Map<Requests, List<Long>> sides : kinds) {
                List<Requests> order = new ArrayList<>(sides.keySet());
                for (Requests requests : round % 2 == 0 ? order : order.reversed()) {
                    sides.get(requests).addAll(requests.send(http, OF_A_ROUND));
                }
            }
        }
        report(kinds);
    }

    private static void report(List<Map<Requests, List<Long>>> kinds) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("products", PRODUCTS);
        figures.put("orders", ORDERS);
        System.out.printf("%-44s %9s %9s %7s %9s %9s%n", "ms", "p50 small", "p50 large", "ratio", "p99 small", "p99 large");
        double worst = 0;
        for (Map<Requests, List<Long>> sides : kinds) {
            String name = sides.keySet().iterator().next().name();
            List<long[]> sorted = sides.values().stream().map(nanos -> nanos.stream().mapToLong(Long::longValue).sorted().toArray()).toList();
            long[] few = sorted.getFirst();
            long[] many = sorted.getLast();
            double ratio = Result.at(many, 0.5) / Result.at(few, 0.5);
            worst = Math.max(worst, ratio);
            System.out.printf(Locale.ROOT, "%-44s %9.2f %9.2f %7.2f%s %8.2f %9.2f%n", name, Result.at(few, 0.5), Result.at(many, 0.5), ratio,
                    ratio > LIMIT ? "!" : " ", Result.at(few, 0.99), Result.at(many, 0.99));
            add(figures, name + ": p50 ms small", Result.at(few, 0.5));
            add(figures, name + ": p50 ms large", Result.at(many, 0.5));
            add(figures, name + ": ratio", ratio);
            add(figures, name + ": p99 ms small", Result.at(few, 0.99));
            add(figures, name + ": p99 ms large", Result.at(many, 0.99));
        }
        add(figures, "largest ratio", worst);
        Results.write("big-database", Results.benchmarkCommand(SizeComparison.class), figures);
    }

    private static void add(Map<String, Object> figures, String name, double value) {
        figures.put(name, Math.round(value * HUNDRED) / HUNDRED);
    }
}
