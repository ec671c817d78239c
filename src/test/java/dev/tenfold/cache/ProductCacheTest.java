package dev.tenfold.cache;

import dev.tenfold.client.Api;
import dev.tenfold.client.Goods;
import dev.tenfold.client.People;
import dev.tenfold.services.TenfoldTest;
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

/** Products beside the database. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProductCacheTest {

    private final Api api;
    private final Api admin;
    private final Goods goods;
    private final StringRedisTemplate redis;
    private final MeterRegistry metrics;
    private final JdbcClient jdbc;

    ProductCacheTest(@LocalServerPort int port, @Autowired StringRedisTemplate redis, @Autowired MeterRegistry metrics,
            @Autowired JdbcClient jdbc) {
        this.api = new Api(port);
        this.admin = new People(api).admin();
        this.goods = new Goods(admin);
        this.redis = redis;
        this.metrics = metrics;
        this.jdbc = jdbc;
    }

    @Test
    void theFirstReadMissesAndTheNextHits() {
        String path = path(goods.product(1));
        double misses = counted("miss");
        double hits = counted("hit");
        JsonNode loaded = api.get(path).is(200).json();
        assertThat(counted("miss")).isEqualTo(misses + 1);
        assertThat(counted("hit")).isEqualTo(hits);
        assertThat(api.get(path).is(200).json()).as("what the cache has is what the database has, to the microsecond").isEqualTo(loaded);
        assertThat(counted("hit")).isEqualTo(hits + 1);
        assertThat(counted("miss")).isEqualTo(misses + 1);
    }

    @Test
    void aHitDoesNotAskTheDatabase() {
        String id = goods.product(1);
        JsonNode loaded = api.get(path(id)).is(200).json();
        jdbc.sql("UPDATE products SET name = 'Behind the back' WHERE id = :id").param("id", UUID.fromString(id)).update();
        assertThat(api.get(path(id)).is(200).json()).isEqualTo(loaded);
    }

    @Test
    void aValueStandsUnderAKeyWithItsSchemaAndDiesByItself() {
        String id = goods.product(1);
        api.get(path(id)).is(200);
        String key = key(id);
        assertThat(key).matches("product:\\d+:\\{" + id + "}");
        assertThat(redis.getExpire(key, TimeUnit.SECONDS)).isBetween(1L, 2 * 3600L);
    }

    @Test
    void aChangeRemovesTheValueAndTheNextReadSeesIt() {
        String id = goods.product(1);
        api.get(path(id)).is(200);
        admin.with("If-Match", "*").patch(path(id), "{\"name\": \"New\"}").is(200);
        assertThat(api.get(path(id)).json().path("name").asString()).isEqualTo("New");
        admin.with("If-Match", "*").delete(path(id)).is(204);
        api.get(path(id)).isProblem(404, "not_found");
    }

    @Test
    void aRefusedChangeKeepsTheValue() {
        String id = goods.product(1);
        api.get(path(id)).is(200);
        admin.with("If-Match", "\"v9\"").patch(path(id), "{\"name\": \"New\"}").is(412);
        double hits = counted("hit");
        api.get(path(id)).is(200);
        assertThat(counted("hit")).isEqualTo(hits + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"id\": 1}", "{\"id\"", "not json", "\u0000\u0001\u00ff", "\"text\""})
    void whatCannotBeReadIsLoadedAgain(String corrupt) {
        String id = goods.product(1);
        JsonNode loaded = api.get(path(id)).is(200).json();
        String key = key(id);
        redis.opsForValue().set(key, corrupt);
        assertThat(api.get(path(id)).is(200).json()).isEqualTo(loaded);
        assertThat(redis.opsForValue().get(key)).as("healed").isNotEqualTo(corrupt);
        assertThat(api.get(path(id)).is(200).json()).isEqualTo(loaded);
    }

    @Test
    void aProductThatIsNotThereIsNoError() {
        double errors = counted("error");
        String nowhere = path(UUID.randomUUID().toString());
        api.get(nowhere).isProblem(404, "not_found");
        api.get(nowhere).isProblem(404, "not_found");
        assertThat(counted("error")).isEqualTo(errors);
    }

    private String key(String id) {
        Set<String> keys = redis.keys("product:*{" + id + "}");
        assertThat(keys).hasSize(1);
        return keys.iterator().next();
    }

    private double counted(String result) {
        return metrics.get("tenfold.cache.requests").tags("cache", "product", "result", result).counter().count();
    }

    private static String path(String id) {
        return "/api/v1/products/" + id;
    }
}
