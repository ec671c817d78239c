package dev.tenfold.benchmark.load;

import dev.tenfold.benchmark.measure.ServerJvm;
import dev.tenfold.benchmark.measure.Shop;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.services.Durability;
import dev.tenfold.testing.services.EmbeddedServices;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The service as it is shipped, limits and ceiling as they are by default, with a full shop and many people. The service, PostgreSQL and Redis share
 * the first core: they are the machine that is measured. The generator has the others: what it costs to send three times what saturates must take
 * nothing from those who answer.
 */
final class ServiceUnderLoad implements AutoCloseable {

    static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final int PEOPLE = 2_000; // who each stay below their limits at 20,000 requests and 2,000 orders a second together
    private static final int LINES = 3;
    private static final int CLIENTS = 64;
    private static final int CROWD = 600;
    private static final int FIRST_WARM_UP_ADDRESS = 10_000;
    /** So few that each reports to Redis, and so many that none is at its limit. */
    private static final int WARM_UP_ADDRESSES = 450;
    private static final Duration FIRST = Duration.ofSeconds(8);
    private static final Duration WARM = Duration.ofSeconds(Integer.getInteger("warm", 50));
    private static final Duration WARM_REFUSALS = Duration.ofSeconds(10);
    /** A round takes 20 s. */
    private static final int MOST_ROUNDS = 8;
    /** The compiler is done when it works for less than this part of a round. */
    private static final double LITTLE = 0.05;
    private static final double HOT_RATE = 2_000;
    private static final List<String> JVM = List.of("@deploy/java.options", "-Xmx768m"); // as in the image

    private final EmbeddedServices servers;
    private final ServerJvm service;
    private final List<TestUsers.Member> people;
    private final SplittableRandom random = new SplittableRandom(7);
    private boolean warm;

    ServiceUnderLoad(Map<String, String> settings) {
        ServerJvm.joinFirstCore(); // before the servers start: they inherit it
        this.servers = EmbeddedServices.start(Durability.CRASH_SAFE);
        this.service = another(settings);
        ServerJvm.leaveFirstCore();
        var address = servers.postgres().address();
        Shop.fill(address);
        try (var connection = address.connection()) {
            this.people = new TestUsers(JdbcClient.create(connection)).users(PEOPLE);
        }
    }

    /** Warms the service up, unless it is warm. */
    void warmUp() {
        if (!warm) {
            warmUp(service);
            warm = true;
        }
    }

    /**
     * Until the compiler has little left to do with readers, lists and orders, and with refusals under a crowd; or for the most rounds. On one core
     * the compiler takes a third of the time for minutes, and what is measured then is the compiler.
     */
    void warmUp(ServerJvm server) {
        server.lendCores();
        say("the first orders", new ClosedLoop(server.port(), CLIENTS, mix()).run(FIRST));
        servers.postgres().address().client().sql("ANALYZE").update(); // else plans are those of empty tables until PostgreSQL does it, up to a minute later
        say("mix", new ClosedLoop(server.port(), CLIENTS, mix()).run(WARM));
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Map<String, Long> before = server.compilerCpu();
            long start = System.nanoTime();
            say("a crowd", new ClosedLoop(server.port(), CROWD, mix()).run(WARM_REFUSALS));
            say("mix", new ClosedLoop(server.port(), CLIENTS, mix()).run(WARM_REFUSALS));
            long compiled = server.compilerCpu().entrySet().stream().mapToLong(thread -> thread.getValue() - before.getOrDefault(thread.getKey(), 0L)).sum();
            double share = (double) compiled / Duration.ofNanos(System.nanoTime() - start).toMillis();
            LoadProof.say("  the compiler worked for %.0f %% of it".formatted(100 * share));
            if (share < LITTLE) {
                break;
            }
        }
        warmUpHotReads(server, WARM_REFUSALS, 1);
        server.giveBackCores();
    }

    /** For what is about hot reads alone: so many times the usual rate, from as many times the usual addresses. */
    void warmUpHotReads(ServerJvm server, Duration duration, int times) {
        server.lendCores();
        say("hot reads", new OpenLoop(server.port(), times * HOT_RATE,
                () -> hot(address(random.nextInt(FIRST_WARM_UP_ADDRESS, FIRST_WARM_UP_ADDRESS + times * WARM_UP_ADDRESSES)))).run(duration));
        server.giveBackCores();
    }

    private static void say(String what, Samples samples) {
        LoadProof.say("  warming up, %s: %s".formatted(what, samples));
    }

    /** Another instance, with other settings, on the same core. */
    ServerJvm another(Map<String, String> settings) {
        return ServerJvm.onFirstCore(servers.addresses(), JVM, settings).awaitReady();
    }

    ServerJvm service() {
        return service;
    }

    int port() {
        return service.port();
    }

    EmbeddedServices servers() {
        return servers;
    }

    /** Somebody's address on the loopback network, another for each number. */
    static InetAddress address(int number) {
        try {
            return InetAddress.getByAddress(new byte[]{127, (byte) (1 + number / 62_500), (byte) (number / 250 % 250), (byte) (1 + number % 250)});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Anonymous reads of one product, which is kept wherever it can be kept. */
    static Arrival hot(InetAddress from) {
        return new Arrival(Kind.HOT_READ, from, get(Shop.HOT, ""));
    }

    /** What a shop is asked by those who are signed in: seven of ten read a product, two look at a list, one orders. */
    Supplier<Arrival> mix() {
        return () -> switch (random.nextInt(10)) {
            case 0 -> order();
            case 1, 2 -> list();
            case 3, 4 -> new Arrival(Kind.HOT_READ, HERE, get(Shop.HOT, signedIn()));
            default -> new Arrival(Kind.READ, HERE, get(Shop.product(product()), signedIn()));
        };
    }

    /** One of 1,900 lists: that many queries are hardly ever in a cache. */
    Arrival list() {
        return new Arrival(Kind.LIST, HERE, get("/api/v1/products?limit=20&min_price=" + random.nextInt(1_900) + "&sort=price", signedIn()));
    }

    private Arrival order() {
        var body = new StringBuilder("{\"items\":[");
        for (int line = 0; line < LINES; line++) {
            body.append(line == 0 ? "" : ",").append("{\"product_id\":\"").append(Shop.id(product())).append("\",\"quantity\":1}");
        }
        body.append("]}");
        return new Arrival(Kind.ORDER, HERE, "POST /api/v1/orders HTTP/1.1\r\nHost: tenfold\r\n" + signedIn() + "Idempotency-Key: " + UUID.randomUUID()
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    private int product() {
        return 1 + random.nextInt(Shop.PRODUCTS);
    }

    private String signedIn() {
        return "Authorization: Bearer " + people.get(random.nextInt(PEOPLE)).token() + "\r\n";
    }

    private static String get(String path, String headers) {
        return "GET " + path + " HTTP/1.1\r\nHost: tenfold\r\n" + headers + "\r\n";
    }

    @Override
    public void close() {
        service.close();
        servers.close();
    }
}
