package dev.tenfold.messaging.outbox;

import com.zaxxer.hikari.HikariDataSource;
import dev.tenfold.cache.redis.RedisLine;
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

/** The relay, in a worker that is to have one. */
@Configuration(proxyBeanMethods = false)
@OnRole(ProcessRole.WORKER)
@ConditionalOnBooleanProperty(name = "tenfold.relay.enabled", matchIfMissing = true)
class RelayConfiguration {

    private static final String KAFKA = "spring.kafka.bootstrap-servers";

    @Bean
    @ConditionalOnProperty(KAFKA)
    Target kafkaTopic(ProducerFactory<?, ?> configured, RelayProperties properties) {
        return new KafkaTopic(configured, properties.topic());
    }

    @Bean
    @ConditionalOnMissingBean(Target.class)
    Target redisStream(RedisLine line, RelayProperties properties) {
        return new RedisStream(line, properties.stream(), properties.streamLength());
    }

    @Bean
    Relay relay(HikariDataSource pool, Target target, List<Listener> listeners, JsonMapper json, MeterRegistry registry, Clock clock,
            RelayProperties properties) {
        var metrics = new RelayMetrics(registry, clock, target.name());
        Listener all = (relay, events) -> listeners.forEach(listener -> listener.hear(relay, events));
        return new Relay(pool, new Telling(target, all, metrics, json, properties), metrics, properties);
    }
}
