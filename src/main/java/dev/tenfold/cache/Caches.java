package dev.tenfold.cache;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Makes the cache of each entity. */
@Component
public class Caches {

    private final RedisConnectionFactory redis;
    private final JsonMapper json;
    private final MeterRegistry metrics;
    private final CacheProperties properties;

    Caches(RedisConnectionFactory redis, JsonMapper json, MeterRegistry metrics, CacheProperties properties) {
        this.redis = redis;
        this.json = json;
        this.metrics = metrics;
        this.properties = properties;
    }

    /** @param schema raised whenever the record changes shape, so that releases side by side do not read each other's values */
    public <V> CacheAside<V> ofUsers(int schema, Class<V> type) {
        return of("user", schema, type, properties.userTtl());
    }

    /** @param schema raised whenever the record changes shape, so that releases side by side do not read each other's values */
    public <V> CacheAside<V> ofProducts(int schema, Class<V> type) {
        return of("product", schema, type, properties.productTtl());
    }

    private <V> CacheAside<V> of(String name, int schema, Class<V> type, Duration ttl) {
        return new CacheAside<>(redis, json, metrics, name, schema, type, ttl);
    }
}
