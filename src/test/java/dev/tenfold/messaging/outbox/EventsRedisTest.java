package dev.tenfold.messaging.outbox;

import dev.tenfold.cache.redis.EventsRedis;
import dev.tenfold.cache.redis.RedisConnectionState;
import dev.tenfold.messaging.outbox.EventTarget.Message;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.services.RedisProcess;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.TenfoldTest;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Events and rate limits have a Redis of their own, beside a cache that is so full that it evicts. */
@TenfoldTest(properties = {"tenfold.ratelimit.enabled=true", "tenfold.outbox.poll=100ms"})
@DirtiesContext
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventsRedisTest {

    private static final String STREAM = "{tenfold:events}";
    private static final int EVENT_COUNT = 200;
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final RedisProcess CACHE = RedisProcess.launch("maxmemory 4mb\nmaxmemory-policy allkeys-lfu");
    private static final RedisProcess EVENTS = RedisProcess.launch("maxmemory 32mb\nmaxmemory-policy noeviction");

    private final RedisClient cacheClient = RedisClient.create(CACHE.address().uri());
    private final RedisClient eventsClient = RedisClient.create(EVENTS.address().uri());
    private final RedisCommands<String, String> cache = cacheClient.connect().sync();
    private final RedisCommands<String, String> events = eventsClient.connect().sync();
    private final ApiClient api;

    @Autowired
    private Outbox outbox;
    @Autowired
    private Transactions transactions;
    @Autowired
    private MeterRegistry metrics;
    @Autowired
    @EventsRedis
    private RedisConnectionState eventsRedis;

    EventsRedisTest(@LocalServerPort int port) {
        this.api = new ApiClient(port);
    }

    @DynamicPropertySource
    static void servers(DynamicPropertyRegistry registry) {
        SeparateDatabase.create().addTo(registry);
        registry.add("spring.data.redis.url", () -> CACHE.address().uri());
        registry.add("tenfold.redis.events-url", () -> EVENTS.address().uri());
    }

    @AfterAll
    void close() {
        cacheClient.shutdown();
        eventsClient.shutdown();
        CACHE.close();
        EVENTS.close();
    }

    @Test
    void aFullCacheEvictsNeitherEventsNorLimits() {
        add(EVENT_COUNT);
        await().atMost(SOON).until(() -> events.xlen(STREAM) >= EVENT_COUNT);
        await().atMost(SOON).until(() -> { // a request for which Redis is too slow is counted without it
            var reply = api.post("/api/v1/auth/token", "{\"email\":\"nobody@tenfold.example\",\"password\":\"not-the-password\"}");
            assertThat(reply.status()).isIn(401, 429);
            return !events.keys("limit:*").isEmpty();
        });
        List<String> limits = events.keys("limit:*");
        limits.forEach(events::persist); // so that they can be evicted, but do not expire meanwhile
        for (int i = 0; evicted(cache) < 500; i++) {
            cache.set("product:{filler-" + i + "}:1", "x".repeat(4_000));
        }
        assertThat(events.xlen(STREAM)).isGreaterThanOrEqualTo(EVENT_COUNT);
        assertThat(events.keys("limit:*")).containsAll(limits);
        assertThat(cache.keys("limit:*")).isEmpty();
        assertThat(cache.exists(STREAM, STREAM + ":turns")).isZero();
        assertThat(evicted(events)).isZero();
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(evictedGauge("cache")).isGreaterThanOrEqualTo(500);
            assertThat(evictedGauge("events")).isZero();
        });
    }

    /** 100,000 events of 10 kB each would be 1 GB. */
    @Test
    void theStreamIsBoundedByBytesToo() {
        var target = new RedisStreamTarget(eventsRedis, "test:bytes", 100_000, DataSize.ofMegabytes(2));
        await().atMost(SOON).until(eventsRedis::isUp);
        Message large = new Message("a", "x".repeat(10_000));
        for (int fencingToken = 1; fencingToken <= 40; fencingToken++) {
            target.publish(fencingToken, Map.of(0, Collections.nCopies(50, large))); // 20 MB in all
        }
        new RedisStreamTarget(eventsRedis, "test:bytes", 100_000, DataSize.ofMegabytes(2)).publish(41, Map.of(0, List.of(large)));
        assertThat(events.memoryUsage("{test:bytes}")).isLessThan(DataSize.ofMegabytes(3).toBytes());
        assertThat(events.xlen("{test:bytes}")).as("the newest are kept").isBetween(50L, 250L);
        assertThat(events.xrevrange("{test:bytes}", Range.unbounded(), Limit.from(1)).getFirst().getBody())
                .containsEntry("event", large.body());
        events.del("{test:bytes}", "{test:bytes}:turns");
    }

    /** Redis refuses writes then. Nothing is lost: the events stay in PostgreSQL, and follow when there is memory again. */
    @Test
    void aFullEventsRedisLosesNoEvent() {
        await().atMost(SOON).until(eventsRedis::isUp);
        long before = events.xlen(STREAM);
        events.configSet("maxmemory", "1");
        add(10);
        await().atMost(SOON).until(() -> metrics.get("tenfold.outbox.failures").tag("target", "redis").counter().count() > 0);
        assertThat(events.xlen(STREAM)).isEqualTo(before);
        events.configSet("maxmemory", "32mb");
        await().atMost(SOON).until(() -> events.xlen(STREAM) >= before + 10);
    }

    private void add(int number) {
        transactions.run(() -> outbox.add(IntStream.range(0, number)
                .mapToObj(_ -> Event.of("test.happened", UUID.randomUUID(), "{}", Instant.now())).toList()));
    }

    private static long evicted(RedisCommands<String, String> redis) {
        return Long.parseLong(redis.info("stats").replaceAll("(?s).*evicted_keys:(\\d+).*", "$1"));
    }

    private double evictedGauge(String redis) {
        return metrics.get("tenfold.redis.evicted.keys").tag("redis", redis).gauge().value();
    }
}
