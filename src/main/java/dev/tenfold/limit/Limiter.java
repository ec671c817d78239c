package dev.tenfold.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tenfold.limit.Bucket.Outcome;
import dev.tenfold.limit.LimitMetrics.OfPolicy;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The policies, and a bounded table of the subjects that they count. A subject that is forgotten loses what it had in hand, and is asked for anew. */
@Component
class Limiter {

    private static final Logger LOG = LoggerFactory.getLogger(Limiter.class);

    private final List<Policy> policies;
    private final Map<Policy, OfPolicy> counters = new HashMap<>();
    private final Cache<Key, Bucket> buckets;
    private final Ledger ledger;
    private final LimitMetrics metrics;

    Limiter(LimitProperties properties, @Value("${tenfold.expected-instances:1}") int instances, Ledger ledger, LimitMetrics metrics) {
        this.policies = properties.enabled() ? policies(properties, instances) : List.of();
        this.ledger = ledger;
        this.metrics = metrics;
        this.buckets = Caffeine.newBuilder().maximumSize(properties.buckets()).executor(Runnable::run).build();
        policies.forEach(policy -> counters.put(policy, metrics.of(policy)));
        metrics.gauge(buckets::estimatedSize);
        if (!properties.enabled()) {
            LOG.warn("Nobody is limited: tenfold.limit.enabled is false");
        }
    }

    /** A subject of a policy. */
    private record Key(Policy policy, String subject) {}

    /** The policies, the tightest first: a request that one refuses has taken nothing of the wider ones. */
    private static List<Policy> policies(LimitProperties properties, int instances) {
        return properties.policies().entrySet().stream().filter(entry -> entry.getValue().enabled())
                .map(entry -> new Policy(entry.getKey(), entry.getValue(), instances))
                .sorted(Comparator.comparingDouble(policy -> (double) policy.limit().capacity() / policy.limit().slot())).toList();
    }

    List<Policy> policies() {
        return policies;
    }

    /** Takes one for a subject, and counts how it fared. */
    Outcome take(Policy policy, String subject) {
        return count(policy, subject, buckets.get(new Key(policy, subject), key -> new Bucket(key.policy, key.subject, ledger)).take());
    }

    /** As {@link #take}, or null where Redis has to be asked first: it never waits. */
    @Nullable
    Outcome takeKnown(Policy policy, String subject) {
        Bucket bucket = buckets.getIfPresent(new Key(policy, subject));
        Outcome known = bucket == null ? null : bucket.takeKnown();
        return known == null ? null : count(policy, subject, known);
    }

    /** The refusal that a subject would meet, where that is known without asking. */
    @Nullable
    Outcome refusal(Policy policy, String subject) {
        Bucket bucket = buckets.getIfPresent(new Key(policy, subject));
        Outcome refusal = bucket == null ? null : bucket.refusal();
        return refusal == null ? null : count(policy, subject, refusal);
    }

    Outcome count(Policy policy, String subject, Outcome outcome) {
        OfPolicy counter = counters.get(policy);
        if (counter != null) {
            (outcome.passes() ? counter.allowed() : counter.limited()).increment();
            if (outcome.local()) {
                counter.local().increment();
            }
        }
        if (!outcome.passes()) {
            metrics.say(policy, subject);
        }
        return outcome;
    }
}
