package dev.tenfold.traffic.ratelimit;

import dev.tenfold.cache.redis.SharedBucket.Outcome;
import dev.tenfold.platform.failure.Failure.Limited;
import io.github.bucket4j.ConsumptionProbe;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one request was counted for, as its answer tells it (draft-ietf-httpapi-ratelimit-headers-10). */
final class RateLimitHeaders {

    /** The policy that refused the request comes first, then the one with the least left. */
    private static final Comparator<CountedPolicy> LEAST_FIRST =
            Comparator.<CountedPolicy, Boolean>comparing(entry -> entry.probe.isConsumed())
                    .thenComparingDouble(entry -> (double) entry.probe.getRemainingTokens() / entry.policy.capacity);
    private static final long NANOS = TimeUnit.SECONDS.toNanos(1);

    final String method;
    final String path;
    final String address;
    final boolean credentials;
    volatile boolean callerKnown;
    private final BiConsumer<String, String> header;
    private final List<CountedPolicy> counted = new ArrayList<>(2);

    /**
     * A request that has not been counted yet.
     *
     * @param path decoded, without its query
     * @param credentials whether it has credentials, right or wrong
     * @param header sets a header of the answer
     */
    RateLimitHeaders(String method, String path, String address, boolean credentials, BiConsumer<String, String> header) {
        this.method = method;
        this.path = path;
        this.address = address;
        this.credentials = credentials;
        this.header = header;
    }

    private record CountedPolicy(Policy policy, ConsumptionProbe probe) {

        String state() {
            long nanos = probe.isConsumed() ? probe.getNanosToWaitForReset() : probe.getNanosToWaitForRefill();
            return "\"" + policy.name + "\";r=" + Math.max(0, probe.getRemainingTokens()) + ";t=" + Math.ceilDiv(nanos, NANOS);
        }
    }

    boolean isFor(Policy policy) {
        return policy.isFor(method, path);
    }

    /** Whether it has to be known first that the caller is no admin. */
    boolean isDeferred(Policy policy) {
        return credentials && policy.exemptsAdmins;
    }

    /** Adds what became of the request under a policy; the refusal, if it was refused. */
    @Nullable
    Limited add(Policy policy, Outcome outcome) {
        counted.add(new CountedPolicy(policy, outcome.probe()));
        return policy.refusal(outcome);
    }

    /** Sets the headers of the answer, or sets them again when more was counted since. */
    void write() {
        counted.sort(LEAST_FIRST);
        if (counted.size() == 1) {
            header.accept("RateLimit-Policy", counted.getFirst().policy.header);
            header.accept("RateLimit", counted.getFirst().state());
        } else if (!counted.isEmpty()) {
            header.accept("RateLimit-Policy", counted.stream().map(entry -> entry.policy.header).collect(Collectors.joining(", ")));
            header.accept("RateLimit", counted.stream().map(CountedPolicy::state).collect(Collectors.joining(", ")));
        }
    }
}
