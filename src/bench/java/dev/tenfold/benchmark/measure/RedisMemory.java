package dev.tenfold.benchmark.measure;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.client.TestUsers.Member;
import dev.tenfold.testing.client.TestProducts;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the service keeps in Redis, by kind: how many keys, and what Redis says that each takes (MEMORY USAGE), after some thousand requests of
 * some hundred users.
 */
final class RedisMemory {

    private static final int USERS = 300;
    private static final int READS = 8; // of each user
    private static final int SCAN = 1_000;
    private static final String STREAM = "{tenfold:events}";

    private RedisMemory() {}

    /** Lets some hundred users read and order, and says what Redis then holds. */
    static void measure(int port, JdbcClient jdbc, String redis) {
        RedisClient client = RedisClient.create(redis);
        try (var connection = client.connect()) {
            fill(new ApiClient(port), new TestUsers(jdbc));
            print(connection.sync());
        } finally {
            client.shutdown();
        }
    }

    private static void fill(ApiClient api, TestUsers testUsers) {
        var testProducts = new TestProducts(api.as(testUsers.admin().token()));
        List<String> products = new ArrayList<>();
        for (int user = 0; user < USERS; user++) {
            products.add(testProducts.product(1_000));
        }
        List<Member> users = testUsers.users(USERS);
        for (int user = 0; user < USERS; user++) {
            ApiClient client = api.as(users.get(user).token());
            client.get("/api/v1/users/me").is(200);
            for (int read = 0; read < READS; read++) {
                client.get("/api/v1/products/" + products.get((user + read * 37) % USERS)).is(200);
            }
            client.get("/api/v1/products?min_price=" + user).is(200);
            client.get("/api/v1/products/" + UUID.randomUUID()).is(404);
            client.newKey().post("/api/v1/orders", """
                    {"items": [{"product_id": "%s", "quantity": 1}, {"product_id": "%s", "quantity": 2}]}
                    """.formatted(products.get(user), products.get((user + 1) % USERS))).is(201);
        }
    }

    private static void print(RedisCommands<String, String> redis) {
        Map<String, List<Long>> sizes = new TreeMap<>();
        ScanIterator.scan(redis, ScanArgs.Builder.limit(SCAN)).forEachRemaining(key -> {
            Long bytes = redis.memoryUsage(key);
            if (bytes != null && !key.equals(STREAM)) {
                sizes.computeIfAbsent(kind(key), _ -> new ArrayList<>()).add(bytes);
            }
        });
        System.out.printf("%-40s %8s %10s %10s%n", "kind", "keys", "mean", "largest");
        sizes.forEach((kind, all) -> System.out.printf("%-40s %8d %10.0f %10d%n", kind, all.size(),
                all.stream().mapToLong(Long::longValue).average().orElse(0), all.stream().mapToLong(Long::longValue).max().orElse(0)));
        System.out.printf("%-40s %8d %10.0f%n", "event in " + STREAM, redis.xlen(STREAM),
                (double) redis.memoryUsage(STREAM) / redis.xlen(STREAM));
    }

    /** The name without what it is of, and whether the value is that there is none. */
    private static String kind(String key) {
        String kind = key.replaceAll("\\{[^}]*}", "{}");
        return key.startsWith("limit:") ? "limit:{" + key.substring(7, key.indexOf(':', 7)) + "}" : kind;
    }
}
