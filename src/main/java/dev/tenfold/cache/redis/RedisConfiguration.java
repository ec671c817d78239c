package dev.tenfold.cache.redis;

import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.resource.Delay;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The connections to the Redis of the cache, and to the one of events and rate limits. While a Redis is down, Lettuce fails commands at
 * once, and tries to reconnect every second. The command timeout is set in application.yaml.
 */
@Configuration(proxyBeanMethods = false)
class RedisConfiguration {

    private static final Duration LONGEST_RECONNECT_DELAY = Duration.ofSeconds(1);

    /**
     * By default, Lettuce would hold every command back until Redis is available again, for as long as the command timeout. And it would send
     * commands that were not answered again to the server that it finds then, which may have older data.
     */
    @Bean
    LettuceClientOptionsBuilderCustomizer rejectWhileDisconnected() {
        return options -> options.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS).replayFilter(_ -> true);
    }

    /** By default, Lettuce's delay between attempts grows to 30 s: Redis would stay unused that long after it is back. */
    @Bean
    ClientResourcesBuilderCustomizer reconnectSoon() {
        return resources -> resources
                .reconnectDelay(Delay.exponential(Duration.ofMillis(1), LONGEST_RECONNECT_DELAY, 2, TimeUnit.MILLISECONDS));
    }

    @Bean
    @Primary
    RedisConnectionState cacheRedis(RedisProperties properties, MeterRegistry metrics) {
        return new RedisConnectionState("cache", properties, metrics);
    }

    @Bean
    RedisHealthMonitor cacheRedisMonitor(RedisConnectionState cacheRedis, LettuceConnectionFactory factory,
            ObjectProvider<RedisConnectionListener> users, RedisProperties properties) {
        return new RedisHealthMonitor(cacheRedis, factory::getRequiredNativeClient, users, properties);
    }

    @Bean
    @EventsRedis
    RedisConnectionState eventsRedis(RedisConnectionState cacheRedis, RedisProperties properties, MeterRegistry metrics) {
        return properties.eventsUrl() == null ? cacheRedis : new RedisConnectionState("events", properties, metrics);
    }
}
