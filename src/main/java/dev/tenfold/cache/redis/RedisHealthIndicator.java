package dev.tenfold.cache.redis;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.stereotype.Component;

/** Whether the Redis of the cache answers. Without Redis the service is slower, but not down. */
@Component("redisHealthIndicator")
class RedisHealthIndicator extends AbstractHealthIndicator {

    private static final Status DEGRADED = new Status("DEGRADED", "Redis does not answer; the service works without it");

    private final RedisConnectionFactory redis;

    RedisHealthIndicator(RedisConnectionFactory redis) {
        super("Redis does not answer");
        this.redis = redis;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        try (RedisConnection connection = redis.getConnection()) {
            connection.ping();
            health.up();
        } catch (DataAccessException away) {
            health.status(DEGRADED);
        }
    }
}
