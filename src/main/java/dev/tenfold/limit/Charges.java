package dev.tenfold.limit;

import dev.tenfold.limit.Bucket.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** What one request was counted for, as its answer tells it (draft-ietf-httpapi-ratelimit-headers-10). */
final class Charges {

    static final String POLICY = "RateLimit-Policy";
    static final String STATE = "RateLimit";

    private static final Comparator<Charge> LEAST_FIRST =
            Comparator.comparingDouble(charge -> (double) charge.outcome.left() / charge.policy.limit().capacity());
    private static final int USUAL_LENGTH = 48;
    private static final long MILLIS = TimeUnit.SECONDS.toMillis(1);

    private final String method;
    private final String path;
    private final String address;
    private final boolean credentials;
    private final List<Charge> charges = new ArrayList<>(2);
    private volatile boolean callerKnown;
    private int counted;

    /**
     * A request that has not been counted yet.
     *
     * @param path decoded, without its query
     * @param credentials whether it bears credentials, right or wrong
     */
    Charges(String method, String path, String address, boolean credentials) {
        this.method = method;
        this.path = path;
        this.address = address;
        this.credentials = credentials;
    }

    String address() {
        return address;
    }

    boolean bearsCredentials() {
        return credentials;
    }

    /** How many of the policies have been looked at in front of the servlets. */
    int counted() {
        return counted;
    }

    void countedTo(int policies) {
        counted = policies;
    }

    boolean isFor(Policy policy) {
        return policy.isFor(method, path);
    }

    private record Charge(Policy policy, Outcome outcome) {}

    void add(Policy policy, Outcome outcome) {
        charges.add(new Charge(policy, outcome));
    }

    /** The request came to where it is known who sent it, if anybody. */
    void callerIsKnown() {
        callerKnown = true;
    }

    boolean isCallerKnown() {
        return callerKnown;
    }

    /** @param header sets a header of the answer */
    void write(BiConsumer<String, String> header) {
        if (charges.isEmpty()) {
            return;
        }
        if (charges.size() > 1) {
            charges.sort(LEAST_FIRST);
        }
        var policies = new StringBuilder(USUAL_LENGTH);
        var states = new StringBuilder(USUAL_LENGTH);
        for (Charge charge : charges) {
            if (!states.isEmpty()) {
                policies.append(", ");
                states.append(", ");
            }
            policies.append(charge.policy.header());
            states.append('"').append(charge.policy.name()).append("\";r=").append(charge.outcome.left()).append(";t=")
                    .append(Math.ceilDiv(charge.outcome.delay(), MILLIS));
        }
        header.accept(POLICY, policies.toString());
        header.accept(STATE, states.toString());
    }
}
