package dev.tenfold.limit;

import dev.tenfold.limit.Bucket.Outcome;
import dev.tenfold.limit.LimitProperties.Counts;
import dev.tenfold.limit.LimitProperties.Settings;
import dev.tenfold.limit.LimitProperties.WithoutRedis;
import dev.tenfold.redis.RedisLine;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

/** One instance's side, with a Redis that answers as each test says. */
class BucketTest {

    private static final int MILLION = 1_000_000;

    private final LimitMetrics metrics = new LimitMetrics(new SimpleMeterRegistry());
    private final RedisLine line = mock(RedisLine.class);

    @Test
    void anAnswerThatComesLateIsKeptAndNothingIsAskedForTwice() {
        var late = new CompletableFuture<byte[]>();
        redisAnswers(_ -> late);
        var bucket = bucket(policy(100, 1), Duration.ofMillis(5));
        assertThat(bucket.take().local()).isTrue();
        late.complete(grant(1, 99));
        assertThat(bucket.take()).extracting(Outcome::passes, Outcome::local).containsExactly(true, false);
        assertThat(bucket.take().local()).as("Redis is left alone for a while after it was late").isTrue();
        assertThat(metrics.roundTrips.count()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"1000, 1", "1000, 3", "19, 3", "1000000, 1"})
    void whatIsInHandNeverExceedsWhatTheBoundAllows(int capacity, int instances) {
        Policy policy = policy(capacity, instances);
        int[] granted = {0};
        int[] passed = {0};
        redisAnswers(wanted -> {
            granted[0] += wanted;
            // it is asked before the test sees the request at hand pass
            assertThat(granted[0] - passed[0]).isLessThanOrEqualTo(Math.max(1, capacity / 20 / instances) + 1);
            return CompletableFuture.completedFuture(grant(wanted, capacity));
        });
        var bucket = bucket(policy, Duration.ofSeconds(5));
        for (int i = 0; i < 5000; i++) {
            assertThat(bucket.take().passes()).isTrue();
            passed[0]++;
        }
        if (policy.mostInHand() > 1) {
            assertThat(metrics.roundTrips.count()).as("busy subjects are taken several at a time").isLessThan(2500);
        }
    }

    @Test
    void aSubjectThatIsKnownToBeEmptyIsRefusedWithoutAsking() {
        redisAnswers(_ -> CompletableFuture.completedFuture(grant(0, 0)));
        var bucket = bucket(policy(100, 1), Duration.ofSeconds(5));
        for (int i = 0; i < 100; i++) {
            Outcome refused = bucket.take();
            assertThat(refused.passes()).isFalse();
            assertThat(refused.delay()).isBetween(1L, 60_000L);
        }
        assertThat(metrics.roundTrips.count()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"SHARE, 10, 3, 4", "STRICT, 10, 3, 3", "STRICT, 2, 3, 1", "OPEN, 10, 3, 500"})
    void withoutRedisAnInstanceLetsItsShareThrough(WithoutRedis withoutRedis, int capacity, int instances, int share) {
        when(line.isUp()).thenReturn(false);
        var bucket = bucket(policy(capacity, instances, withoutRedis), Duration.ofSeconds(5));
        int passed = 0;
        for (int i = 0; i < 500; i++) {
            passed += bucket.take().passes() ? 1 : 0;
        }
        assertThat(passed).isEqualTo(share);
    }

    @Test
    void whenRedisGoesWhatItLetThroughHereIsPartOfTheShare() {
        redisAnswers(wanted -> CompletableFuture.completedFuture(grant(wanted, 100)));
        var bucket = bucket(policy(100, 10), Duration.ofSeconds(5));
        for (int i = 0; i < 8; i++) {
            bucket.take();
        }
        when(line.isUp()).thenReturn(false);
        int more = 0;
        for (int i = 0; i < 50; i++) {
            more += bucket.take().passes() ? 1 : 0;
        }
        assertThat(more).isEqualTo(2);
    }

    @Test
    void aMillionAddressesDoNotFillTheMemory() {
        when(line.isUp()).thenReturn(false);
        var registry = new SimpleMeterRegistry();
        var properties = new LimitProperties(true, Duration.ofMillis(50), 1000, Map.of("mine", settings(10, WithoutRedis.SHARE)));
        var own = new LimitMetrics(registry);
        var limiter = new Limiter(properties, 1, new Ledger(line, properties, own), own);
        Policy policy = limiter.policies().getFirst();
        for (int i = 0; i < MILLION; i++) {
            limiter.take(policy, Integer.toString(i));
        }
        assertThat(registry.get("tenfold.limit.buckets").gauge().value()).isBetween(1.0, 1000.0);
    }

    private void redisAnswers(IntFunction<CompletionStage<byte[]>> toWanted) {
        when(line.isUp()).thenReturn(true);
        when(line.send(any(), any(), any(byte[][].class))).thenAnswer(call -> {
            Object[] arguments = call.getArguments();
            return toWanted.apply(Integer.parseInt(new String((byte[]) arguments[arguments.length - 1], StandardCharsets.US_ASCII)));
        });
    }

    private Bucket bucket(Policy policy, Duration patience) {
        return new Bucket(policy, "somebody", new Ledger(line, new LimitProperties(true, patience, 1000, Map.of()), metrics));
    }

    private static byte[] grant(int granted, int left) {
        return (granted + " " + left + " 60000 7").getBytes(StandardCharsets.US_ASCII);
    }

    private static Policy policy(int capacity, int instances) {
        return policy(capacity, instances, WithoutRedis.SHARE);
    }

    private static Policy policy(int capacity, int instances, WithoutRedis withoutRedis) {
        return new Policy("mine", settings(capacity, withoutRedis), instances);
    }

    private static Settings settings(int capacity, WithoutRedis withoutRedis) {
        return new Settings(true, List.of(), List.of("/api/**"), null, Counts.ADDRESS, capacity, Duration.ofMinutes(1), null, withoutRedis,
                false);
    }
}
