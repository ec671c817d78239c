package dev.tenfold.cache.cache;

import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.services.Instance;
import dev.tenfold.testing.services.Proof;
import dev.tenfold.testing.services.RedisCluster;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two processes of the service with a Redis Cluster of three masters: the same keys, scripts and messages work. */
@Proof
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterTest {

    private static final int PRODUCTS = 30;
    private static final Duration SOON = Duration.ofSeconds(30); // shorter than the minute of a local entry

    private RedisCluster cluster;
    private List<Instance> instances = List.of();
    private List<ProductClient> clients;

    @BeforeAll
    void start() {
        cluster = RedisCluster.start();
        Services services = SeparateDatabase.create();
        instances = IntStream.range(0, 2)
                .mapToObj(_ -> Instance.launch(services,
                        Map.of("spring.data.redis.cluster.nodes", cluster.addresses())))
                .toList();
        instances.forEach(Instance::awaitReady);
        var postgres = services.postgres();
        var jdbc = postgres.client();
        String admin = new TestUsers(jdbc).admin().token();
        clients = instances.stream().map(instance -> new ProductClient(instance.port(), admin)).toList();
    }

    @AfterAll
    void stop() {
        instances.forEach(Instance::close);
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void valuesSpreadOverTheNodesAndChangesReachBothInstances() {
        await().until(() -> clients.stream().allMatch(client -> client.metric("tenfold_redis_up") == 1));
        String category = "cluster-" + UUID.randomUUID();
        List<String> ids = IntStream.range(0, PRODUCTS).mapToObj(_ -> clients.getFirst().add(category)).toList();
        await().atMost(SOON).untilAsserted(() -> { // a value that Redis was too slow for is not kept
            for (String id : ids) {
                clients.forEach(client -> assertThat(client.read(id)).isZero());
            }
            assertThat(cluster.nodes()).as("each node has some of the values")
                    .allSatisfy(node -> assertThat(node.ask("KEYS product:*")).contains("product:{"));
        });
        clients.forEach(client -> assertThat(client.list(category)).hasSize(PRODUCTS));

        for (int number = 1; number <= 3; number++) {
            for (int i = 0; i < PRODUCTS; i++) {
                String id = ids.get(i);
                int written = number;
                ProductClient writer = clients.get(i % 2);
                ProductClient other = clients.get((i + 1) % 2);
                writer.write(id, written);
                assertThat(writer.read(id)).isEqualTo(written);
                assertThat(writer.list(category)).containsEntry(id, written);
                await().atMost(SOON).until(() -> other.read(id) == written && other.list(category).get(id) == written);
            }
        }
        assertThat(clients.stream().mapToDouble(client -> client.metric("cache_gets_total", "tier=\"redis\"", "result=\"hit\""))
                .sum())
                .as("what one instance loaded the other had from the cluster").isGreaterThan(PRODUCTS);
    }
}
