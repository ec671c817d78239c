package dev.tenfold.traffic.ratelimit;

import dev.tenfold.api.route.PathRule;
import dev.tenfold.cache.redis.RedisConnectionState;
import dev.tenfold.platform.configuration.ProcessProperties;
import dev.tenfold.traffic.ratelimit.RateLimitProperties.Counts;
import dev.tenfold.traffic.ratelimit.RateLimitProperties.Refill;
import dev.tenfold.traffic.ratelimit.RateLimitProperties.Settings;
import dev.tenfold.traffic.ratelimit.RateLimitProperties.WithoutRedis;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class LimiterTest {

    private static final int MILLION = 1_000_000;

    @Test
    void aMillionAddressesDoNotFillTheMemory() {
        var metrics = new SimpleMeterRegistry();
        var mine = new Settings(true, List.of(), List.of(PathRule.of("/api/**")), List.of(), null, Counts.ADDRESS, 10, 10,
                Duration.ofMinutes(1),
                Refill.GREEDY,
                WithoutRedis.SHARE, false, null, null);
        var limiter = new Limiter(new RateLimitProperties(true, Duration.ofMillis(50), 1000, Map.of("mine", mine)),
                new ProcessProperties(Set.of(), 1),
                mock(RedisConnectionState.class),
                metrics);
        Policy policy = limiter.policies("GET", "/api/v1/products").getFirst();
        for (int i = 0; i < MILLION; i++) {
            assertThat(limiter.take(policy, Integer.toString(i)).join().local()).isTrue();
        }
        assertThat(metrics.get("tenfold.ratelimit.buckets").gauge().value()).isBetween(1.0, 1000.0);
        assertThat(metrics.get("tenfold.ratelimit.local").counter().count()).isEqualTo(MILLION);
    }
}
