package dev.tenfold.cache.cache;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.services.Instance;
import dev.tenfold.testing.services.Proof;
import dev.tenfold.testing.services.RedisCluster;
import dev.tenfold.testing.services.RedisProcess;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two instances with a Redis Cluster for everything: three primaries and a replica of the first. Events, limits and invalidations work, also
 * while a slot moves and while a primary fails.
 */
@Proof
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class) // the last one kills a node
class ClusterFaultsTest {

    private static final int PRODUCTS = 20;
    private static final int CAPACITY = 200;
    private static final Duration SOON = Duration.ofSeconds(20); // shorter than the minute of a local entry
    private static final Duration TAKEN_OVER = Duration.ofSeconds(60);
    private static final Map<String, String> LIMITS = Map.of("tenfold.ratelimit.enabled", "true", "tenfold.expected-instances", "2",
            "tenfold.ratelimit.policies.orders.capacity", Integer.toString(CAPACITY), "tenfold.ratelimit.policies.orders.refill-tokens",
            "1",
            "tenfold.ratelimit.policies.orders.refill-period", "1h", "tenfold.ratelimit.policies.user.capacity", "1000000",
            "tenfold.ratelimit.policies.anonymous.capacity", "1000000", "tenfold.ratelimit.timeout", "5s", "spring.data.redis.timeout",
            "10s");

    private RedisCluster cluster;
    private Services services;
    private TestUsers users;
    private List<Instance> instances = List.of();
    private List<ProductClient> clients;
    private List<String> products;

    @BeforeAll
    void start() {
        cluster = RedisCluster.startWithReplica();
        services = SeparateDatabase.create();
        Map<String, Object> settings = new HashMap<>(LIMITS);
        settings.putAll(
                Map.of("spring.data.redis.cluster.nodes", cluster.addresses(), "spring.data.redis.lettuce.cluster.refresh.adaptive", "true",
                        "spring.data.redis.lettuce.cluster.refresh.period", "30s", "tenfold.redis.events-cluster", "true",
                        "tenfold.redis.events-url", "redis://" + cluster.addresses()));
        instances = IntStream.range(0, 2).mapToObj(_ -> Instance.launch(services, settings)).toList();
        instances.forEach(Instance::awaitReady);
        users = new TestUsers(services.postgres().client());
        String admin = users.admin().token();
        clients = instances.stream().map(instance -> new ProductClient(instance.port(), admin)).toList();
        await().until(() -> clients.stream().allMatch(client -> client.metric("tenfold_redis_up") == 2));
        String category = "cluster-" + UUID.randomUUID();
        products = IntStream.range(0, PRODUCTS).mapToObj(_ -> clients.getFirst().add(category)).toList();
    }

    @AfterAll
    void stop() {
        instances.forEach(Instance::close);
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    @Order(1)
    void instancesCountALimitTogetherAndTheEventsOfOrdersAreInTheStream() {
        String token = users.user().token();
        List<ApiClient> callers = instances.stream().map(instance -> new ApiClient(instance.port()).as(token)).toList();
        String product = new TestProducts(new ApiClient(instances.getFirst().port()).as(users.admin().token())).product(10_000);
        long before = events();
        int placed = 0;
        for (int i = 0; i < 2 * CAPACITY; i++) {
            int status = callers.get(i % 2).newKey().post("/api/v1/orders", TestProducts.cart(product, 1)).status();
            assertThat(status).isIn(201, 429);
            placed += status == 201 ? 1 : 0;
        }
        assertThat(placed).as("not %d for each instance", CAPACITY).isBetween(CAPACITY, CAPACITY + CAPACITY / 10 + 1);
        assertThat(nodesWith("limit:*")).as("the bucket is in one node, with the others of its user").isPositive();
        int expected = placed;
        await().atMost(SOON).until(() -> events() - before >= expected);
    }

    @Test
    @Order(2)
    void noInvalidationIsLostWhileSlotsMove() {
        List<String> moved = products.subList(0, 6);
        assertThat(whileWriting(() -> moved.stream().mapToInt(id -> cluster.moveSlotOf("product:{" + id + "}")).sum()))
                .as("keys moved").isPositive();
    }

    @Test
    @Order(3)
    void noInvalidationIsLostWhenAPrimaryFailsAndItsReplicaTakesOver() {
        whileWriting(() -> {
            cluster.nodes().getFirst().kill();
            await().atMost(TAKEN_OVER).until(cluster::hasReplicaTakenOver);
            await().atMost(TAKEN_OVER).until(() -> clients.stream().allMatch(client -> client.metric("tenfold_redis_up") == 2));
            return 1;
        });
    }

    /**
     * Each instance changes its half of the products meanwhile, and a second after. A change must be visible there at once, and soon in the
     * other instance.
     */
    private int whileWriting(IntSupplier fault) {
        clients.forEach(client -> products.forEach(client::readSignedIn));
        var stop = new AtomicBoolean();
        try (var threads = Executors.newFixedThreadPool(2)) {
            List<CompletableFuture<Map<String, Integer>>> writers = new ArrayList<>();
            for (int writer = 0; writer < 2; writer++) {
                int own = writer;
                writers.add(CompletableFuture.supplyAsync(() -> write(own, stop), threads));
            }
            int result;
            try {
                result = fault.getAsInt();
                await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
            } finally {
                stop.set(true);
            }
            for (CompletableFuture<Map<String, Integer>> writer : writers) {
                writer.join().forEach((id, number) -> clients.forEach(client -> await().atMost(SOON)
                        .untilAsserted(() -> assertThat(client.readSignedIn(id)).isEqualTo(number))));
            }
            return result;
        }
    }

    /** Returns the last number of each product. */
    private Map<String, Integer> write(int own, AtomicBoolean stop) {
        ProductClient writer = clients.get(own);
        ProductClient other = clients.get(1 - own);
        Map<String, Integer> last = new HashMap<>();
        List<String> mine = IntStream.range(0, PRODUCTS).filter(n -> n % 2 == own).mapToObj(products::get).toList();
        for (int number = 1 + writer.readSignedIn(mine.getFirst()); !stop.get(); number++) {
            for (String id : mine) {
                writer.write(id, number);
                last.put(id, number);
                assertThat(writer.readSignedIn(id)).as("read after its own write").isEqualTo(number);
                assertThat(other.readSignedIn(id)).as("of another instance, which may be late").isBetween(0, number);
            }
        }
        return last;
    }

    private long events() {
        return cluster.nodes().stream().map(node -> node.ask("XLEN {tenfold:events}")).filter(answer -> answer.startsWith(":"))
                .mapToLong(answer -> Long.parseLong(answer.lines().findFirst().orElseThrow().substring(1).strip())).max().orElse(0);
    }

    private long nodesWith(String keys) {
        return cluster.nodes().stream().map((RedisProcess node) -> node.ask("KEYS " + keys)).filter(answer -> answer.contains("limit:"))
                .count();
    }
}
