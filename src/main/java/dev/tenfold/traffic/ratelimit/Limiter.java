package dev.tenfold.traffic.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tenfold.cache.redis.BucketStore;
import dev.tenfold.cache.redis.RedisConnectionState;
import dev.tenfold.cache.redis.SharedBucket;
import dev.tenfold.cache.redis.SharedBucket.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The policies, and a bounded table of the subjects that they count. A subject that is forgotten is asked for anew. */
@Component
public class Limiter {

    private static final long LOG_PAUSE = TimeUnit.SECONDS.toNanos(1);
    private static final Logger LOG = LoggerFactory.getLogger(Limiter.class);

    private final List<Policy> policies;
    private final Cache<Subject, SharedBucket> buckets;
    private final BucketStore store;
    private final MeterProvider<Counter> requests;
    private final MeterProvider<Counter> alone;
    private final AtomicLong mayLog = new AtomicLong(System.nanoTime());

    Limiter(RateLimitProperties properties, @Value("${tenfold.expected-instances:1}") int instances, RedisConnectionState redis,
            MeterRegistry metrics) {
        this.policies = properties.enabled() ? policies(properties, instances) : List.of();
        this.store = new BucketStore(redis, properties.timeout(),
                Counter.builder("tenfold.ratelimit.exchanges").description("Requests to Redis to synchronize buckets").register(metrics));
        this.buckets = Caffeine.newBuilder().maximumSize(properties.buckets()).executor(Runnable::run).build();
        Gauge.builder("tenfold.ratelimit.buckets", buckets::estimatedSize).description("Buckets in the memory of this process")
                .register(metrics);
        this.requests = Counter.builder("tenfold.ratelimit.requests").description("Requests by rate limit policy and outcome")
                .withRegistry(metrics);
        this.alone = Counter.builder("tenfold.ratelimit.local")
                .description("Requests counted in this process alone because Redis did not answer")
                .withRegistry(metrics);
        policies.forEach(policy -> { // a counter that has not moved is 0, not missing
            alone.withTag("policy", policy.name);
            requests.withTags("policy", policy.name, "outcome", "limited");
        });
        if (!properties.enabled()) {
            LOG.warn("Rate limits are off: tenfold.ratelimit.enabled is false");
        }
    }

    /** A subject of a policy. */
    private record Subject(Policy policy, String subject) {}

    /** The policies, the tightest first: a request that one refuses has taken nothing of the wider ones. */
    private static List<Policy> policies(RateLimitProperties properties, int instances) {
        return properties.policies().entrySet().stream().filter(entry -> entry.getValue().enabled())
                .map(entry -> new Policy(entry.getKey(), entry.getValue(), instances))
                .sorted(Comparator.comparingDouble(policy -> (double) policy.capacity / policy.timeToFill().toMillis())).toList();
    }

    List<Policy> policies() {
        return policies;
    }

    /** The bucket of a subject. */
    public SharedBucket bucket(Policy policy, String subject) {
        return buckets.get(new Subject(policy, subject), _ -> store.bucket(policy.key(subject), policy.terms));
    }

    /** Takes one for a subject, and counts how it fared. */
    CompletableFuture<Outcome> take(Policy policy, String subject) {
        return bucket(policy, subject).take().thenApply(outcome -> {
            count(policy, subject, outcome.passes(), outcome.local());
            return outcome;
        });
    }

    /** Whether the subject is known to be refused; a subject that nobody remembers is not. */
    boolean isKnownEmpty(Policy policy, String subject) {
        SharedBucket bucket = buckets.getIfPresent(new Subject(policy, subject));
        return bucket != null && bucket.isKnownEmpty();
    }

    /** Counts how a request fared, and logs who is limited, once a second at most: a flood of requests must not become a flood of log lines. */
    public void count(Policy policy, String subject, boolean passes, boolean local) {
        requests.withTags("policy", policy.name, "outcome", passes ? "allowed" : "limited").increment();
        if (local) {
            alone.withTag("policy", policy.name).increment();
        }
        long due = mayLog.get();
        long now = System.nanoTime();
        if (!passes && now - due >= 0 && mayLog.compareAndSet(due, now + LOG_PAUSE)) {
            LOG.info("{} has reached the rate limit of the policy {}", subject, policy.name);
        }
    }
}
