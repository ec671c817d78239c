package dev.tenfold.traffic.ratelimit;

import dev.tenfold.api.request.RequestKind;
import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.cache.redis.BucketStore;
import dev.tenfold.cache.redis.EventsRedis;
import dev.tenfold.cache.redis.RedisConnectionState;
import dev.tenfold.cache.redis.SharedBucket;
import dev.tenfold.cache.redis.SharedBucket.Outcome;
import dev.tenfold.platform.configuration.ProcessProperties;
import dev.tenfold.platform.failure.LogThrottle;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The policies, and what each has counted. */
@Component
public final class Limiter {

    private static final Logger LOG = LoggerFactory.getLogger(Limiter.class);

    /** The tightest first: a request that one refuses has taken nothing of the wider ones. */
    private final List<Policy> policies;
    private final BucketStore store;
    private final Map<Policy, Counters> counters;
    private final LogThrottle logThrottle = new LogThrottle();

    Limiter(RateLimitProperties properties, ProcessProperties process, @EventsRedis RedisConnectionState redis, MeterRegistry metrics) {
        this.policies = properties.policies().entrySet().stream().filter(entry -> properties.enabled() && entry.getValue().enabled())
                .map(entry -> new Policy(entry.getKey(), entry.getValue(), process.expectedInstances()))
                .sorted(Comparator.comparingDouble(policy -> (double) policy.settings.capacity() / policy.timeToFill().toMillis()))
                .toList();
        this.store = new BucketStore(redis, properties.timeout(), properties.buckets(), metrics);
        this.counters = policies.stream().collect(Collectors.toUnmodifiableMap(policy -> policy, policy -> Counters.of(policy, metrics)));
        if (!properties.enabled()) {
            LOG.warn("Rate limits are off: tenfold.ratelimit.enabled is false");
        }
    }

    /** The counters of a policy. They are looked up once: the registry is too slow for each request. */
    private record Counters(Counter allowed, Counter limited, Counter local) {

        static Counters of(Policy policy, MeterRegistry metrics) {
            var requests =
                    Counter.builder("tenfold.ratelimit.requests").description("Requests by policy and outcome").tag("policy", policy.name)
                            .withRegistry(metrics);
            return new Counters(requests.withTag("outcome", "allowed"), requests.withTag("outcome", "limited"),
                    Counter.builder("tenfold.ratelimit.local")
                            .description("Requests that were counted in this process, because Redis did not answer")
                            .tag("policy", policy.name).register(metrics));
        }
    }

    boolean isOff() {
        return policies.isEmpty();
    }

    /** The policies for a request, the tightest first. */
    List<Policy> policies(String method, String path) {
        List<Policy> matching = new ArrayList<>(policies.size());
        for (Policy policy : policies) {
            if (policy.isFor(method, path)) {
                matching.add(policy);
            }
        }
        return matching;
    }

    /** The policies for a kind of request. One that names the path of version 1 counts in all versions, unless it has a version. */
    public List<Policy> policies(RequestKind kind, ApiVersion version) {
        return policies.stream().filter(policy -> policy.isFor("POST", kind.path(version))
                || (policy.settings.version() == null && policy.isFor("POST", kind.path(ApiVersion.V1)))).toList();
    }

    public SharedBucket bucket(Policy policy, String subject) {
        return store.bucket(policy.key(subject), policy.terms);
    }

    /** Takes a token for a subject and counts the result. */
    CompletableFuture<Outcome> take(Policy policy, String subject) {
        return bucket(policy, subject).take().whenComplete((outcome, _) -> count(policy, subject, outcome.passes(), outcome.local()));
    }

    /** Counts the outcome of a request, and logs limited subjects, once a second at most: a flood of requests must not flood the log. */
    public void count(Policy policy, String subject, boolean passes, boolean local) {
        Counters ofPolicy = Objects.requireNonNull(counters.get(policy));
        (passes ? ofPolicy.allowed : ofPolicy.limited).increment();
        if (local) {
            ofPolicy.local.increment();
        }
        if (!passes && logThrottle.allows()) {
            LOG.info("{} is at the limit of the policy {}", subject, policy.name);
        }
    }
}
