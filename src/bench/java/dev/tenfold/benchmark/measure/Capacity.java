package dev.tenfold.benchmark.measure;

import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.evidence.Results;
import dev.tenfold.testing.services.Durability;
import dev.tenfold.testing.services.EmbeddedServices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * What requests cost: CPU of one instance, of PostgreSQL and of Redis, each for 1,000 of a kind; what memory the instance takes, and what Redis
 * does. CPU time stands still while others have the machine, so it drifts less than rates do. How to run it stands in docs/capacity.md.
 */
public final class Capacity {

    private static final int REQUESTS = Integer.getInteger("requests", 10_000);
    private static final int CLIENTS = 16;
    private static final double NANOS_PER_MILLISECOND = 1e6;
    /** As the image has it in a container of 768 MiB, which is what Compose and Kubernetes give an instance. */
    private static final List<String> OPTIONS = List.of("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xmx460m");

    private final ServerJvm server;
    private final EmbeddedServices services;
    private final String token;
    private final Map<String, Object> figures = new TreeMap<>();

    private Capacity(ServerJvm server, EmbeddedServices services) {
        this.server = server;
        this.services = services;
        this.token = new TestUsers(services.postgres().address().client()).user().token();
    }

    public static void main(String[] arguments) {
        try (var services = EmbeddedServices.start(Durability.CRASH_SAFE); var traces = new TraceSink();
                var server = ServerJvm.service(services.addresses(), OPTIONS, traces.settings()).awaitReady()) {
            Shop.fill(services.postgres().address());
            new Capacity(server, services).run();
        }
    }

    private void run() {
        System.out.printf("at rest: %d MB resident%n", resident());
        System.out.printf("%-32s %12s %12s %12s%n", "CPU ms for 1,000", "instance", "PostgreSQL", "Redis");
        cost("a hot product, at the door", _ -> get(Shop.HOT, false));
        cost("the same, signed in", _ -> get(Shop.HOT, true));
        cost("each product in turn, cold", n -> get(Shop.product(1 + n), true));
        cost("a list of 20, signed in", _ -> get("/api/v1/products", true));
        cost("one's own profile", _ -> get(Shop.ME, true));
        cost("an order of three lines", _ -> order());
        System.out.printf("after it: %d MB resident, %s connections to PostgreSQL%n", resident(), connections());
        figures.put("MB resident", resident());
        Results.write("capacity", Results.benchmarkCommand(Capacity.class), figures);
        RedisMemory.measure(server.port(), services.postgres().address().client(), services.addresses().redis().uri());
    }

    private void cost(String kind, IntFunction<HttpRequest> request) {
        ask(0, request);
        double instance = server.cpu();
        double postgres = cpu(services.postgres().pid());
        double redis = cpu(services.redis().pid());
        ask(REQUESTS, request);
        double ofInstance = forThousand(server.cpu() - instance);
        double ofPostgres = forThousand(cpu(services.postgres().pid()) - postgres);
        double ofRedis = forThousand(cpu(services.redis().pid()) - redis);
        System.out.printf("%-32s %12.1f %12.1f %12.1f%n", kind, ofInstance, ofPostgres, ofRedis);
        figures.put(kind + ", CPU ms for 1,000: instance", ofInstance);
        figures.put(kind + ", CPU ms for 1,000: PostgreSQL", ofPostgres);
        figures.put(kind + ", CPU ms for 1,000: Redis", ofRedis);
    }

    private static double forThousand(double milliseconds) {
        return milliseconds * 1_000 / REQUESTS;
    }

    /** Sends as many as one measures, from a number on; fails unless all are answered as they should be. */
    private static void ask(int first, IntFunction<HttpRequest> request) {
        var next = new AtomicInteger(first);
        var failed = new AtomicInteger();
        List<Thread> clients = new ArrayList<>();
        try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (int client = 0; client < CLIENTS; client++) {
                clients.add(Thread.ofPlatform().start(() -> {
                    for (int n = next.getAndIncrement(); n < first + REQUESTS; n = next.getAndIncrement()) {
                        if (!isAnswered(http, request.apply(n))) {
                            failed.incrementAndGet();
                        }
                    }
                }));
            }
            for (Thread client : clients) {
                client.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (failed.get() > 0) {
            throw new IllegalStateException(failed + " of " + REQUESTS + " requests failed");
        }
    }

    private static boolean isAnswered(HttpClient http, HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() / 100 == 2;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private HttpRequest get(String path, boolean signedIn) {
        return request(path, signedIn).build();
    }

    private HttpRequest order() {
        String lines = String.join(", ", Stream.generate(() -> "{\"product_id\": \"%s\", \"quantity\": 1}"
                .formatted(Shop.id(1 + ThreadLocalRandom.current().nextInt(Shop.PRODUCTS)))).limit(3).toList());
        return request("/api/v1/orders", true).header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString()).POST(BodyPublishers.ofString("{\"items\": [" + lines + "]}")).build();
    }

    private HttpRequest.Builder request(String path, boolean signedIn) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).timeout(Duration.ofSeconds(30));
        return signedIn ? request.header("Authorization", "Bearer " + token) : request;
    }

    /** CPU that a server and its children have spent, in ms. */
    private static double cpu(long pid) {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        return Stream.concat(Stream.of(process), process.descendants())
                .mapToDouble(it -> it.info().totalCpuDuration().map(Duration::toNanos).orElse(0L) / NANOS_PER_MILLISECOND).sum();
    }

    private long resident() {
        try (Stream<String> status = Files.lines(Path.of("/proc", Long.toString(server.pid()), "status"))) {
            return status.filter(line -> line.startsWith("VmRSS:")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst()
                    .orElseThrow() / 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String connections() {
        return services.postgres().address().client()
                .sql("SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'tenfold%'").query(String.class).single();
    }
}
