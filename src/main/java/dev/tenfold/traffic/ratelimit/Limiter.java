package dev.tenfold.traffic.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tenfold.cache.redis.BucketStore;
import dev.tenfold.cache.redis.EventsRedis;
import dev.tenfold.cache.redis.RedisConnectionState;
import dev.tenfold.cache.redis.SharedBucket;
import dev.tenfold.cache.redis.SharedBucket.Outcome;
import dev.tenfold.platform.configuration.ProcessProperties;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The policies, and a bounded table of the subjects that they count. A subject that is forgotten is asked for anew. */
@Component
public class Limiter {

    private static final long LOG_PAUSE = TimeUnit.SECONDS.toNanos(1);
    private static final Logger LOG = LoggerFactory.getLogger(Limiter.class);

    private final List<Policy> policies;
    private final Cache<Subject, SharedBucket> buckets;
    private final BucketStore store;
    private final Map<String, Counters> counters;
    private final AtomicLong mayLog = new AtomicLong(System.nanoTime());

    Limiter(RateLimitProperties properties, ProcessProperties process, @EventsRedis RedisConnectionState redis,
            MeterRegistry metrics) {
        this.policies = properties.enabled() ? policies(properties, process.expectedInstances()) : List.of();
        this.store = new BucketStore(redis, properties.timeout(),
                Counter.builder("tenfold.ratelimit.exchanges").description("Requests to Redis to synchronize buckets").register(metrics));
        this.buckets = Caffeine.newBuilder().maximumSize(properties.buckets()).executor(Runnable::run).build();
        Gauge.builder("tenfold.ratelimit.buckets", buckets::estimatedSize).description("Buckets in the memory of this process")
                .register(metrics);
        this.counters =
                policies.stream().collect(Collectors.toUnmodifiableMap(policy -> policy.name, policy -> Counters.of(policy.name, metrics)));
        if (!properties.enabled()) {
            LOG.warn("Rate limits are off: tenfold.ratelimit.enabled is false");
        }
    }

    /** The counters of a policy. They are looked up once: the registry is too slow for each request. */
    private record Counters(Counter allowed, Counter limited, Counter local) {

        static Counters of(String policy, MeterRegistry metrics) {
            return new Counters(requests(policy, "allowed", metrics), requests(policy, "limited", metrics),
                    Counter.builder("tenfold.ratelimit.local")
                            .description("Requests that were counted in this process, because Redis did not answer").tag("policy", policy)
                            .register(metrics));
        }

        private static Counter requests(String policy, String outcome, MeterRegistry metrics) {
            return Counter.builder("tenfold.ratelimit.requests").description("Requests by policy and outcome")
                    .tags("policy", policy, "outcome", outcome).register(metrics);
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
        Counters ofPolicy = Objects.requireNonNull(counters.get(policy.name));
        (passes ? ofPolicy.allowed : ofPolicy.limited).increment();
        if (local) {
            ofPolicy.local.increment();
        }
        if (!passes) {
            log(policy, subject);
        }
    }

    private void log(Policy policy, String subject) {
        long due = mayLog.get();
        long now = System.nanoTime();
        if (now - due >= 0 && mayLog.compareAndSet(due, now + LOG_PAUSE)) {
            LOG.info("{} is at the limit of the policy {}", subject, policy.name);
        }
    }
}
