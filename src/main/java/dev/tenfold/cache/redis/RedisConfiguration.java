package dev.tenfold.cache.redis;

import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How Lettuce behaves when Redis is away: it says so at once, and looks for Redis every second. The command timeout stands in application.yaml. */
@Configuration(proxyBeanMethods = false)
class RedisConfiguration {

    private static final Duration LONGEST_RECONNECT_DELAY = Duration.ofSeconds(1);

    /** Lettuce's default would hold every command back until Redis is there again, for as long as the command timeout. */
    @Bean
    LettuceClientOptionsBuilderCustomizer rejectWhileDisconnected() {
        return options -> options.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS);
    }

    /** Lettuce's default grows to 30 s: Redis would stay unused for as long after it is back. */
    @Bean
    ClientResourcesBuilderCustomizer reconnectSoon() {
        return resources -> resources
                .reconnectDelay(Delay.exponential(Duration.ofMillis(1), LONGEST_RECONNECT_DELAY, 2, TimeUnit.MILLISECONDS));
    }
}
