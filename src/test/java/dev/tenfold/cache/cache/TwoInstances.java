package dev.tenfold.cache.cache;

import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.services.Durability;
import dev.tenfold.testing.services.EmbeddedServices;
import dev.tenfold.testing.services.Instance;
import dev.tenfold.testing.services.NetworkProxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Two processes of the service on their own PostgreSQL and Redis, each with its own network proxy to Redis. */
final class TwoInstances implements AutoCloseable {

    private final EmbeddedServices servers;
    private final Map<String, Object> settings;
    private final List<NetworkProxy> proxies;
    private final List<Instance> instances;
    private final JdbcClient jdbc;
    private final List<ProductClient> clients;

    TwoInstances() {
        this(EmbeddedServices.start(Durability.DISCARDABLE), Map.of());
    }

    /** @param settings more settings of both instances */
    TwoInstances(EmbeddedServices servers, Map<String, Object> settings) {
        this.servers = servers;
        this.settings = settings;
        this.proxies = IntStream.range(0, 2).mapToObj(_ -> new NetworkProxy(servers.redis().port())).toList();
        this.instances = proxies.stream().map(this::launch).toList();
        instances.forEach(Instance::awaitReady);
        var postgres = servers.postgres().address();
        this.jdbc = postgres.client();
        String admin = new TestUsers(jdbc).admin().token();
        this.clients = instances.stream().map(instance -> new ProductClient(instance.port(), admin)).toList();
    }

    private Instance launch(NetworkProxy road) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("spring.data.redis.url", "redis://127.0.0.1:" + road.port());
        return Instance.launch(servers.addresses(), all);
    }

    Instance instance(int number) {
        return instances.get(number);
    }

    EmbeddedServices servers() {
        return servers;
    }

    /** The network proxy between an instance and Redis. */
    NetworkProxy proxy(int instance) {
        return proxies.get(instance);
    }

    JdbcClient jdbc() {
        return jdbc;
    }

    NumberedProducts products(int size) {
        return new NumberedProducts(clients, size);
    }

    /** How many of the two instances use Redis now. */
    long up() {
        return clients.stream().filter(client -> client.metric("tenfold_redis_up") == 1).count();
    }

    /**
     * How often a kind of value was loaded so far, at both instances.
     * @param loads all loads from the database
     * @param withoutRedis loads because Redis did not answer in time
     * @param underLease loads whose values were to be stored in Redis
     */
    record Fetches(long loads, long withoutRedis, long underLease) {

        Fetches since(Fetches before) {
            return new Fetches(loads - before.loads, withoutRedis - before.withoutRedis, underLease - before.underLease);
        }

        long withRedis() {
            return loads - withoutRedis;
        }
    }

    Fetches fetches(String cache) {
        String kind = "cache=\"" + cache + "\"";
        return new Fetches(metric("tenfold_cache_loads_total", kind), metric("cache_gets_total", kind, "result=\"down\""),
                metric("cache_gets_total", kind, "tier=\"redis\"", "result=\"miss\""));
    }

    /** The counts of faults since the processes started. */
    String faultCounts() {
        return "until now %d falls of the line, %d lost leases, %d waits for another's lease, %d loads refused a place".formatted(
                metric("tenfold_redis_disconnects_total"), metric("tenfold_cache_lease_losses_total"),
                metric("cache_gets_total", "result=\"wait\""), metric("cache_gets_total", "result=\"refused\""));
    }

    long metric(String name, String... labels) {
        return Math.round(clients.stream().mapToDouble(client -> client.metric(name, labels)).sum());
    }

    /** Checks that every view of every product, at both instances, equals the database. */
    void showsWhatTheDatabaseHas(NumberedProducts products) {
        for (int product = 0; product < products.size(); product++) {
            String id = products.id(product);
            String name =
                    jdbc.sql("SELECT name FROM products WHERE id = :id").param("id", UUID.fromString(id)).query(String.class).single();
            int number = Integer.parseInt(name.replace("number ", ""));
            for (int instance = 0; instance < clients.size(); instance++) {
                ProductClient client = clients.get(instance);
                assertThat(List.of(client.read(id), client.readSignedIn(id), client.list(products.category(product)).get(id)))
                        .as("product %d at instance %d: at the door, past it, in the list", product, instance).containsOnly(number);
            }
        }
    }

    @Override
    public void close() {
        instances.forEach(Instance::close);
        proxies.forEach(NetworkProxy::close);
        servers.close();
    }
}
