package dev.tenfold.traffic.ratelimit;

import dev.tenfold.cache.redis.SharedBucket.Outcome;
import dev.tenfold.platform.failure.Failure.Limited;
import dev.tenfold.traffic.ratelimit.RateLimitProperties.Counts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpField;
import org.jspecify.annotations.Nullable;

/** A request, the policies that are for it, and how each has counted it (draft-ietf-httpapi-ratelimit-headers-10). */
final class CountedRequest {

    /** The policy that refused the request comes first, then the one with the least left. */
    private static final Comparator<Count> LEAST_FIRST = Comparator.<Count, Boolean>comparing(count -> count.outcome.passes())
            .thenComparingDouble(count -> (double) count.outcome.probe().getRemainingTokens() / count.policy.settings.capacity());
    private static final String ALL = "all";

    final List<Policy> policies;
    final String address;
    final boolean credentials;
    volatile boolean callerKnown;
    private final Consumer<HttpField> header;
    private final List<Count> counts = new ArrayList<>(2);

    /**
     * A request that has not been counted yet.
     *
     * @param credentials whether it has credentials, right or wrong
     * @param header sets a header of the answer
     */
    CountedRequest(List<Policy> policies, String address, boolean credentials, Consumer<HttpField> header) {
        this.policies = policies;
        this.address = address;
        this.credentials = credentials;
        this.header = header;
    }

    private record Count(Policy policy, Outcome outcome) {}

    /** Whether the policy counts this request only once its credentials are checked. */
    boolean isCountedLater(Policy policy) {
        Counts counts = policy.settings.counts();
        return credentials && (policy.settings.exemptAdmins() || counts == Counts.ANONYMOUS || counts == Counts.USER);
    }

    /**
     * Whom the policy counts; null if it does not count this request.
     *
     * @param user the user's id, or null without a valid user
     */
    @Nullable
    String subject(Policy policy, @Nullable String user) {
        return switch (policy.settings.counts()) {
            case ADDRESS -> address;
            case EVERYBODY -> ALL;
            case ANONYMOUS -> user == null ? address : null;
            case USER -> user;
            case ACCOUNT -> null;
        };
    }

    /** Adds the outcome of the request under a policy. Returns the refusal, or null if it passes. */
    @Nullable
    Limited add(Policy policy, Outcome outcome) {
        counts.add(new Count(policy, outcome));
        return policy.refusal(outcome);
    }

    /** Sets the headers of the answer, or sets them again when more was counted since. */
    void writeHeaders() {
        if (!counts.isEmpty()) {
            counts.sort(LEAST_FIRST);
            header.accept(counts.size() == 1 ? counts.getFirst().policy.header
                    : new HttpField(Policy.HEADER, list(count -> count.policy.header.getValue())));
            header.accept(new HttpField("RateLimit", list(count -> count.policy.state(count.outcome))));
        }
    }

    private String list(Function<Count, String> item) {
        var list = new StringJoiner(", "); // no stream: this runs for every request
        counts.forEach(count -> list.add(item.apply(count)));
        return list.toString();
    }
}
