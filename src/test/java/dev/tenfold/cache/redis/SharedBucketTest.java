package dev.tenfold.cache.redis;

import dev.tenfold.cache.redis.BucketStore.Terms;
import dev.tenfold.cache.redis.SharedBucket.Outcome;
import dev.tenfold.testing.services.Services;
import io.github.bucket4j.BucketConfiguration;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

/** Buckets on a real Redis, with a connection that is up or down as each test needs it. */
class SharedBucketTest {

    private static final Duration PERIOD = Duration.ofHours(1); // hardly any refill during a test
    private static final Duration LONG_TIMEOUT = Duration.ofSeconds(10);

    private final RedisClient client = RedisClient.create(Services.shared().redis().uri());
    private final StatefulRedisConnection<byte[], byte[]> redis = client.connect(ByteArrayCodec.INSTANCE);
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final String key = "limit:{test:" + UUID.randomUUID() + "}";

    @AfterEach
    void close() {
        redis.close();
        client.shutdown();
    }

    @Test
    void aBusyBucketAsksRedisSeldomAndAnEmptyOneNever() {
        SharedBucket bucket = bucket(up(), LONG_TIMEOUT, 100, 10);
        double before = exchanges();
        for (int i = 0; i < 100; i++) {
            assertThat(take(bucket)).extracting(Outcome::passes, Outcome::local).containsExactly(true, false);
        }
        assertThat(exchanges() - before).isBetween(10.0, 30.0);
        assertThat(take(bucket).passes()).isFalse();
        assertThat(bucket.isKnownEmpty()).isTrue();
        double asked = exchanges();
        for (int i = 0; i < 100; i++) {
            Outcome refused = take(bucket);
            assertThat(refused.passes()).isFalse();
            assertThat(refused.probe().getNanosToWaitForRefill()).isBetween(1L, PERIOD.toNanos());
        }
        assertThat(exchanges()).isEqualTo(asked);
    }

    @Test
    void withoutAReserveEachRequestAsksRedisOnceAndAnEmptyBucketNever() {
        SharedBucket bucket = bucket(up(), LONG_TIMEOUT, 5, 0);
        double before = exchanges();
        for (int i = 0; i < 100; i++) {
            assertThat(take(bucket).passes()).isEqualTo(i < 5);
        }
        assertThat(exchanges() - before).isEqualTo(5);
        bucket.giveBack();
        await().untilAsserted(() -> assertThat(take(bucket).passes()).isTrue());
        assertThat(take(bucket).passes()).isFalse();
    }

    /** The 21st has waited for the report of the first 15, if it came that early: then Redis has no report of 6. */
    @ParameterizedTest
    @CsvSource({"0, 20", "21, 14"})
    void noMoreThanTheReservePassesBeforeRedisHasAnswered(int before, int more) {
        RedisConnectionState redisConnectionState = up();
        SharedBucket bucket = bucket(redisConnectionState, LONG_TIMEOUT, 1000, 20);
        IntStream.range(0, before).forEach(_ -> take(bucket));
        RedisClusterAsyncCommands<byte[], byte[]> silent = silent();
        when(redisConnectionState.commands()).thenReturn(silent);
        List<CompletableFuture<Outcome>> answers = IntStream.range(0, 100).mapToObj(_ -> bucket.take()).toList();
        assertThat(answers.stream().filter(CompletableFuture::isDone).filter(answer -> answer.join().passes())).hasSize(more);
    }

    @Test
    void aQuietBucketAsksRedisOnlyWhenMostOfItsReserveIsUsed() {
        SharedBucket bucket = bucket(up(), LONG_TIMEOUT, 100, 20);
        for (int left = 99; left > 85; left--) {
            assertThat(take(bucket).probe().getRemainingTokens()).isEqualTo(left);
        }
        assertThat(exchanges()).isZero();
        take(bucket);
        assertThat(exchanges()).isEqualTo(1);
        SharedBucket elsewhere = bucket(up(), LONG_TIMEOUT, 100, 20);
        await().until(() -> redis.sync().exists((key + "/100/20").getBytes(StandardCharsets.UTF_8)) == 1);
        IntStream.range(0, 15).forEach(_ -> take(elsewhere));
        await().untilAsserted(() -> assertThat(take(elsewhere).probe().getRemainingTokens()).isLessThan(75));
    }

    @Test
    void aReportIsNotLostWhenTheKeyIsGone() {
        byte[] stored = (key + "/100/20").getBytes(StandardCharsets.UTF_8);
        SharedBucket bucket = bucket(up(), LONG_TIMEOUT, 100, 20);
        IntStream.range(0, 15).forEach(_ -> take(bucket));
        await().until(() -> redis.sync().exists(stored) == 1);
        redis.sync().del(stored);
        IntStream.range(0, 15).forEach(_ -> take(bucket));
        await().until(() -> redis.sync().exists(stored) == 1);
        SharedBucket elsewhere = bucket(up(), LONG_TIMEOUT, 100, 20);
        IntStream.range(0, 15).forEach(_ -> take(elsewhere));
        await().untilAsserted(() -> assertThat(take(elsewhere).probe().getRemainingTokens()).isLessThan(75));
    }

    @Test
    void tokensTakenByAnotherInstanceAreNotOverwritten() {
        SharedBucket here = bucket(up(), LONG_TIMEOUT, 100, 4);
        SharedBucket there = bucket(up(), LONG_TIMEOUT, 100, 4);
        int passed = 0;
        for (int i = 0; i < 200; i++) {
            passed += take(here).passes() ? 1 : 0;
            passed += i % 10 == 0 && take(there).passes() ? 1 : 0;
        }
        assertThat(passed).isBetween(100, 115);
    }

    @ParameterizedTest
    @CsvSource({"10", "0"})
    void threeInstancesPassNoMoreThanTheCapacityTheRefillAndTheirReservesInAnyWindow(int reserve) throws Exception {
        int capacity = 200;
        List<SharedBucket> instances = IntStream.range(0, 3).mapToObj(_ -> bucket(up(), LONG_TIMEOUT, capacity, reserve)).toList();
        long start = System.nanoTime();
        int passed = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            List<Future<Integer>> counts = IntStream.range(0, 6).mapToObj(thread -> threads.submit(() -> {
                int mine = 0;
                while (System.nanoTime() - start < Duration.ofSeconds(3).toNanos()) {
                    mine += take(instances.get(thread % 3)).passes() ? 1 : 0;
                }
                return mine;
            })).toList();
            for (Future<Integer> count : counts) {
                passed += count.get();
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(passed).isBetween(capacity, (int) (capacity + capacity * seconds / PERIOD.toSeconds()) + 1 + 3 * reserve);
    }

    @Test
    void aRequestDoesNotWaitForASlowRedisAndTheNextDoNotAsk() {
        RedisConnectionState redisConnectionState = up();
        RedisClusterAsyncCommands<byte[], byte[]> silent = silent();
        when(redisConnectionState.commands()).thenReturn(silent);
        for (int reserve : List.of(0, 10)) {
            SharedBucket bucket = bucket(redisConnectionState, Duration.ofMillis(200), 100, reserve);
            double before = exchanges();
            for (int i = 0; i < reserve; i++) {
                assertThat(take(bucket)).extracting(Outcome::passes, Outcome::local).containsExactly(true, false);
            }
            assertThat(take(bucket)).extracting(Outcome::passes, Outcome::local).containsExactly(true, true);
            assertThat(take(bucket)).extracting(Outcome::passes, Outcome::local).containsExactly(true, true);
            assertThat(exchanges() - before).isEqualTo(1);
        }
    }

    @Test
    void redisIsUsedAgainWhenItAnswersAgain() {
        RedisConnectionState redisConnectionState = up();
        SharedBucket bucket = bucket(redisConnectionState, Duration.ofMillis(20), 100, 10);
        RedisClusterAsyncCommands<byte[], byte[]> silent = silent();
        when(redisConnectionState.commands()).thenReturn(silent);
        IntStream.range(0, 10).forEach(_ -> take(bucket));
        assertThat(take(bucket).local()).isTrue();
        RedisClusterAsyncCommands<byte[], byte[]> real = redis.async();
        when(redisConnectionState.commands()).thenReturn(real);
        await().untilAsserted(() -> assertThat(take(bucket).local()).isFalse());
    }

    /** Bucket4j's batching lets one command go at a time: one that it cannot send must not hold back all later ones. */
    @ParameterizedTest
    @CsvSource({"0", "10"})
    void aConnectionThatBreaksAtTheWrongMomentDoesNotStopABucketForGood(int reserve) {
        RedisConnectionState redisConnectionState = up();
        SharedBucket bucket = bucket(redisConnectionState, LONG_TIMEOUT, 100, reserve);
        when(redisConnectionState.commands()).thenThrow(new RedisUnavailable("Redis is down"));
        IntStream.range(0, reserve).forEach(_ -> take(bucket));
        assertThat(take(bucket)).extracting(Outcome::passes, Outcome::local).containsExactly(true, true);
        RedisClusterAsyncCommands<byte[], byte[]> real = redis.async();
        doReturn(real).when(redisConnectionState).commands();
        await().untilAsserted(() -> assertThat(bucket.take().orTimeout(30, TimeUnit.SECONDS).join().local()).isFalse());
    }

    @ParameterizedTest
    @CsvSource({"4, 4", ", 500"})
    void withoutRedisTheShareDecidesOrEverythingPasses(@Nullable Integer share, int passes) {
        SharedBucket bucket = store(mock(RedisConnectionState.class), LONG_TIMEOUT).bucket(key,
                new Terms(configuration(100), share == null ? null : configuration(share), 5, PERIOD));
        assertThat(IntStream.range(0, 500).filter(_ -> take(bucket).passes()).count()).isEqualTo(passes);
        assertThat(bucket.isKnownEmpty()).isEqualTo(share != null);
    }

    @ParameterizedTest
    @CsvSource({"0", "20"})
    void tokensTakenBeforeRedisWasLostCountForTheShare(int reserve) {
        RedisConnectionState redisConnectionState = up();
        SharedBucket bucket = store(redisConnectionState, LONG_TIMEOUT).bucket(key + reserve,
                new Terms(configuration(100), configuration(10), reserve, PERIOD));
        for (int i = 0; i < 8; i++) {
            assertThat(take(bucket).local()).isFalse();
        }
        when(redisConnectionState.isUp()).thenReturn(false);
        assertThat(IntStream.range(0, 50).filter(_ -> take(bucket).passes()).count()).isEqualTo(2);
    }

    @Test
    void aKeyExpires() {
        take(bucket(up(), LONG_TIMEOUT, 100, 0));
        await().untilAsserted(
                () -> assertThat(redis.sync().pttl((key + "/100/0").getBytes(StandardCharsets.UTF_8))).isBetween(1L, 47_000L));
        SharedBucket reserving = bucket(up(), LONG_TIMEOUT, 100, 10);
        IntStream.range(0, 50).forEach(_ -> take(reserving));
        await().untilAsserted(
                () -> assertThat(redis.sync().pttl((key + "/100/10").getBytes(StandardCharsets.UTF_8))).isBetween(10_000L, 1_811_000L));
    }

    private RedisConnectionState up() {
        RedisConnectionState redisConnectionState = mock(RedisConnectionState.class);
        RedisClusterAsyncCommands<byte[], byte[]> real = redis.async();
        when(redisConnectionState.isUp()).thenReturn(true);
        when(redisConnectionState.commands()).thenReturn(real);
        return redisConnectionState;
    }

    /** A Redis that accepts commands and never answers. */
    @SuppressWarnings("unchecked")
    private static RedisClusterAsyncCommands<byte[], byte[]> silent() {
        return mock(RedisClusterAsyncCommands.class,
                _ -> new AsyncCommand<>(new Command<>(CommandType.GET, new ValueOutput<>(ByteArrayCodec.INSTANCE))));
    }

    private SharedBucket bucket(RedisConnectionState redisConnectionState, Duration timeout, int capacity, int reserve) {
        return store(redisConnectionState, timeout).bucket(key + "/" + capacity + "/" + reserve,
                new Terms(configuration(capacity), configuration(capacity), reserve, PERIOD));
    }

    private BucketStore store(RedisConnectionState redisConnectionState, Duration timeout) {
        return new BucketStore(redisConnectionState, timeout, 100, metrics);
    }

    /** Of all stores of this test. */
    private double exchanges() {
        Counter counter = metrics.find("tenfold.ratelimit.exchanges").counter();
        return counter == null ? 0 : counter.count();
    }

    private static BucketConfiguration configuration(int capacity) {
        return BucketConfiguration.builder().addLimit(limit -> limit.capacity(capacity).refillGreedy(capacity, PERIOD)).build();
    }

    private static Outcome take(SharedBucket bucket) {
        return bucket.take().join();
    }
}
