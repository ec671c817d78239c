package dev.tenfold.traffic.ratelimit;

import dev.tenfold.cache.redis.SharedBucket.Outcome;
import dev.tenfold.platform.failure.Failure.Limited;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
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

    /** The subject before the credentials are checked; null if they have to be checked first. */
    @Nullable
    String subject(Policy policy) {
        return credentials && policy.settings.exemptAdmins() ? null : switch (policy.settings.counts()) {
            case ADDRESS -> address;
            case EVERYBODY -> ALL;
            case ANONYMOUS -> credentials ? null : address;
            case USER, ACCOUNT -> null;
        };
    }

    /**
     * The subject after the credentials are checked; null if the request does not count, or was counted before.
     *
     * @param user the user's id, or null without a valid user
     */
    @Nullable
    String subject(Policy policy, @Nullable String user, boolean admin) {
        return policy.settings.exemptAdmins() && admin ? null : switch (policy.settings.counts()) {
            case ADDRESS -> policy.settings.exemptAdmins() ? address : null;
            case EVERYBODY -> policy.settings.exemptAdmins() ? ALL : null;
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
        if (counts.size() == 1) {
            header.accept(counts.getFirst().policy.header);
            header.accept(new HttpField("RateLimit", counts.getFirst().policy.state(counts.getFirst().outcome)));
        } else if (!counts.isEmpty()) {
            counts.sort(LEAST_FIRST);
            header.accept(new HttpField(Policy.HEADER,
                    counts.stream().map(count -> count.policy.header.getValue()).collect(Collectors.joining(", "))));
            header.accept(
                    new HttpField("RateLimit",
                            counts.stream().map(count -> count.policy.state(count.outcome)).collect(Collectors.joining(", "))));
        }
    }
}
