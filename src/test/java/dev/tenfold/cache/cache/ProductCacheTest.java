package dev.tenfold.cache.cache;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.TenfoldTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The cache of products. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProductCacheTest {

    private final ApiClient api;
    private final ApiClient admin;
    private final TestProducts products;
    private final StringRedisTemplate redis;
    private final MeterRegistry metrics;
    private final JdbcClient jdbc;
    private final LocalCache local;
    private final CacheGenerations generations;

    ProductCacheTest(@LocalServerPort int port, @Autowired StringRedisTemplate redis, @Autowired MeterRegistry metrics,
            @Autowired JdbcClient jdbc, @Autowired LocalCache local, @Autowired CacheGenerations generations) {
        this.local = local;
        this.generations = generations;
        this.api = new ApiClient(port);
        this.admin = new TestAccounts(api).admin();
        this.products = new TestProducts(admin);
        this.redis = redis;
        this.metrics = metrics;
        this.jdbc = jdbc;
    }

    @Test
    void theFirstReadMissesBothCachesAndTheNextHitsTheLocalOne() {
        String path = path(products.product(1));
        Counts before = counts();
        JsonNode loaded = admin.get(path).is(200).json();
        assertThat(counts().since(before)).isEqualTo(new Counts(0, 1, 0, 1, 1));
        assertThat(admin.get(path).is(200).json()).as("what the cache has is what the database has, to the microsecond").isEqualTo(loaded);
        assertThat(counts().since(before)).isEqualTo(new Counts(1, 1, 0, 1, 1));
    }

    @Test
    void aHitAsksNeitherRedisNorTheDatabase() {
        String id = products.product(1);
        JsonNode loaded = admin.get(path(id)).is(200).json();
        jdbc.sql("UPDATE products SET name = 'Behind the back' WHERE id = :id").param("id", UUID.fromString(id)).update();
        redis.delete(key(id));
        assertThat(admin.get(path(id)).is(200).json()).isEqualTo(loaded);
    }

    @Test
    void aValueEvictedLocallyIsStillInRedis() {
        String id = products.product(1);
        JsonNode loaded = admin.get(path(id)).is(200).json();
        jdbc.sql("UPDATE products SET name = 'Behind the back' WHERE id = :id").param("id", UUID.fromString(id)).update();
        local.evict("product:{" + id + "}");
        Counts before = counts();
        assertThat(admin.get(path(id)).is(200).json()).isEqualTo(loaded);
        assertThat(counts().since(before)).isEqualTo(new Counts(0, 1, 1, 0, 0));
    }

    @Test
    void aValueIsStoredUnderItsSchemaVersionAndExpires() {
        String id = products.product(1);
        admin.get(path(id)).is(200);
        String key = key(id);
        assertThat(key).matches("product:\\{" + id + "\\}:\\d+");
        assertThat(redis.getExpire(key, TimeUnit.SECONDS)).isBetween(3000L, 3600L);
    }

    @Test
    void aChangeRemovesTheValueAndTheNextReadSeesIt() {
        String id = products.product(1);
        api.get(path(id)).is(200);
        admin.with("If-Match", "*").patch(path(id), "{\"name\": \"New\"}").is(200);
        assertThat(api.get(path(id)).json().path("name").asString()).isEqualTo("New");
        admin.with("If-Match", "*").delete(path(id)).is(204);
        api.get(path(id)).isProblem(404, "not_found");
    }

    @Test
    void aRefusedChangeKeepsTheValue() {
        String id = products.product(1);
        admin.get(path(id)).is(200);
        admin.with("If-Match", "\"v9\"").patch(path(id), "{\"name\": \"New\"}").is(412);
        Counts before = counts();
        admin.get(path(id)).is(200);
        assertThat(counts().since(before)).isEqualTo(new Counts(1, 0, 0, 0, 0));
    }

    @Test
    void aReleaseWithAnotherSchemaInvalidatesToo() {
        String id = products.product(1);
        redis.opsForValue().set("product:{" + id + "}:3", "the next release's");
        admin.with("If-Match", "*").patch(path(id), "{\"name\": \"New\"}").is(200);
        assertThat(redis.hasKey("product:{" + id + "}:3")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"id\": 1}", "{\"id\"", "not json", "\u0000\u0001\u00ff", "\"text\"", "V12345678",
        "V12345678null", "V12345678{}", "A", "Vx"})
    void anUnreadableValueIsLoadedAgain(String corrupt) {
        String id = products.product(1);
        JsonNode loaded = admin.get(path(id)).is(200).json();
        String key = key(id);
        redis.opsForValue().set(key, generations.current() + corrupt);
        local.evict("product:{" + id + "}");
        assertThat(admin.get(path(id)).is(200).json()).isEqualTo(loaded);
        assertThat(redis.opsForValue().get(key)).as("healed").isNotEqualTo(generations.current() + corrupt);
        assertThat(admin.get(path(id)).is(200).json()).isEqualTo(loaded);
    }

    @Test
    void aValueOfAnotherGenerationIsLoadedAgain() {
        String id = products.product(1);
        JsonNode loaded = admin.get(path(id)).is(200).json();
        String key = key(id);
        String stored = String.valueOf(redis.opsForValue().get(key));
        redis.opsForValue().set(key,
                stored.replace(generations.current(), "x".repeat(generations.current().length())).replace("Tea", "Old"));
        local.evict("product:{" + id + "}");
        Counts before = counts();
        assertThat(admin.get(path(id)).is(200).json()).isEqualTo(loaded);
        assertThat(counts().since(before)).isEqualTo(new Counts(0, 1, 0, 1, 1));
        assertThat(redis.opsForValue().get(key)).startsWith(generations.current());
    }

    @Test
    void aMissingProductIsCachedForAWhile() {
        String nowhere = UUID.randomUUID().toString();
        Counts before = counts();
        admin.get(path(nowhere)).isProblem(404, "not_found");
        admin.get(path(nowhere)).isProblem(404, "not_found");
        assertThat(counts().since(before)).isEqualTo(new Counts(1, 1, 0, 1, 1));
        assertThat(redis.getExpire(key(nowhere), TimeUnit.SECONDS)).isBetween(1L, 5L);
    }

    private String key(String id) {
        Set<String> keys = redis.keys("product:{" + id + "}*");
        assertThat(keys).hasSize(1);
        return keys.iterator().next();
    }

    private Counts counts() {
        return new Counts(counted("local", "hit"), counted("local", "miss"), counted("redis", "hit"), counted("redis", "miss"),
                metrics.get("tenfold.cache.loads").tags("cache", "product").counter().count());
    }

    private double counted(String tier, String result) {
        return metrics.get("cache.gets").tags("cache", "product", "tier", tier, "result", result).counter().count();
    }

    /** Counts of cache events. */
    record Counts(double nearHits, double nearMisses, double redisHits, double redisMisses, double loads) {

        Counts since(Counts before) {
            return new Counts(nearHits - before.nearHits, nearMisses - before.nearMisses, redisHits - before.redisHits,
                    redisMisses - before.redisMisses, loads - before.loads);
        }
    }

    private static String path(String id) {
        return "/api/v1/products/" + id;
    }
}
