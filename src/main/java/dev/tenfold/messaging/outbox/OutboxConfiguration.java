package dev.tenfold.messaging.outbox;

import com.zaxxer.hikari.HikariDataSource;
import dev.tenfold.cache.redis.EventsRedis;
import dev.tenfold.cache.redis.RedisConnectionState;
import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ProducerFactory;
import tools.jackson.databind.json.JsonMapper;

/** The relay, in a worker with {@code tenfold.outbox.enabled}. */
@Configuration(proxyBeanMethods = false)
@OnRole(ProcessRole.WORKER)
@ConditionalOnBooleanProperty(name = "tenfold.outbox.enabled", matchIfMissing = true)
class OutboxConfiguration {

    private static final String KAFKA = "spring.kafka.bootstrap-servers";

    @Bean
    @ConditionalOnProperty(KAFKA)
    EventTarget kafkaTopic(ProducerFactory<?, ?> configured, OutboxProperties properties) {
        return new KafkaTarget(configured, properties.topic());
    }

    @Bean
    @ConditionalOnMissingBean(EventTarget.class)
    EventTarget redisStream(@EventsRedis RedisConnectionState redis, OutboxProperties properties) {
        return new RedisStreamTarget(redis, properties.stream(), properties.streamLength(), properties.streamMaxSize());
    }

    @Bean
    OutboxRelay relay(HikariDataSource pool, EventTarget target, List<OutboxListener> listeners, JsonMapper json, MeterRegistry registry,
            Clock clock,
            OutboxProperties properties) {
        var metrics = new OutboxMetrics(registry, clock, target.name());
        OutboxListener all = (relay, events) -> listeners.forEach(listener -> listener.onEvents(relay, events));
        return new OutboxRelay(pool, new OutboxPublisher(target, all, metrics, json, properties), metrics, properties);
    }
}
