package dev.tenfold.limit;

import dev.tenfold.limit.Bucket.Outcome;
import dev.tenfold.limit.LimitProperties.Counts;
import dev.tenfold.problem.Failure.Limited;
import dev.tenfold.problem.Problems;
import dev.tenfold.request.ClientAddress;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.URIUtil;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Counts each request once for each policy that is for it: at the door by its address, and where it bears credentials once they are checked. */
@Component
public class RequestLimits {

    static final String CHARGES = RequestLimits.class.getName();
    private static final String ALL = "all";
    /** Of an address whose credentials were refused: apart, so that who browses there unknown does not shut out who is signed in. */
    private static final String REFUSED = "refused:";

    private final Limiter limiter;
    private final ClientAddress addresses;
    private final Problems problems;

    RequestLimits(Limiter limiter, ClientAddress addresses, Problems problems) {
        this.limiter = limiter;
        this.addresses = addresses;
        this.problems = problems;
    }

    boolean isOff() {
        return limiter.policies().isEmpty();
    }

    /** What a request will be counted for. */
    Charges charges(Request request) {
        String path = Request.getPathInContext(request);
        return new Charges(request.getMethod(), path.indexOf('%') < 0 ? path : URIUtil.decodePath(path), addresses.of(request),
                request.getHeaders().contains(HttpHeader.AUTHORIZATION));
    }

    /** How far the counting came. */
    sealed interface Count {

        record Passed() implements Count {}

        /** Redis has to be asked, and the caller did not want to wait: count again where waiting is allowed. It goes on where it stopped. */
        record Unknown() implements Count {}

        record Refused(Limited refusal) implements Count {}
    }

    /** Counts what needs no caller to be known. */
    Count atTheDoor(Charges charges, BiConsumer<String, String> header, boolean mayWait) {
        List<Policy> policies = limiter.policies();
        for (int next = charges.counted(); next < policies.size(); next++, charges.countedTo(next)) {
            Policy policy = policies.get(next);
            if (!charges.isFor(policy)) {
                continue;
            }
            String subject = subjectAtTheDoor(policy, charges);
            Outcome outcome;
            if (subject == null) {
                outcome = policy.counts() == Counts.ANONYMOUS ? limiter.refusal(policy, REFUSED + charges.address()) : null;
            } else {
                outcome = mayWait ? limiter.take(policy, subject) : limiter.takeKnown(policy, subject);
                if (outcome == null) {
                    return new Count.Unknown();
                }
            }
            Limited refusal = refusal(policy, outcome, charges, header);
            if (refusal != null) {
                return new Count.Refused(refusal);
            }
        }
        charges.write(header);
        return new Count.Passed();
    }

    /** Whom a policy counts before the caller is known; null where it counts nobody yet. */
    private static @Nullable String subjectAtTheDoor(Policy policy, Charges charges) {
        return switch (policy.counts()) {
            case ADDRESS -> isDeferred(policy, charges) ? null : charges.address();
            case EVERYBODY -> isDeferred(policy, charges) ? null : ALL;
            case ANONYMOUS -> charges.bearsCredentials() ? null : charges.address();
            case USER, ACCOUNT -> null;
        };
    }

    /** Counts a request whose caller is known; answers whether it passes, and has answered it where not. */
    public boolean ofCaller(String user, boolean admin, HttpServletRequest request, HttpServletResponse response) throws IOException {
        return withCaller(user, admin, request, response);
    }

    /** As {@link #ofCaller} for a request whose credentials, if it has any, name nobody. */
    public boolean ofNobody(HttpServletRequest request, HttpServletResponse response) throws IOException {
        return withCaller(null, false, request, response);
    }

    private boolean withCaller(@Nullable String user, boolean admin, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (!(request.getAttribute(CHARGES) instanceof Charges charges) || charges.isCallerKnown()) {
            return true;
        }
        charges.callerIsKnown();
        if (!charges.bearsCredentials()) {
            return true;
        }
        for (Policy policy : limiter.policies()) {
            if (charges.isFor(policy) && !(admin && policy.exemptsAdmins())) {
                Outcome outcome = switch (policy.counts()) {
                    case ADDRESS -> isDeferred(policy, charges) ? limiter.take(policy, charges.address()) : null;
                    case EVERYBODY -> isDeferred(policy, charges) ? limiter.take(policy, ALL) : null;
                    case ANONYMOUS -> user == null ? limiter.take(policy, charges.address()) : null;
                    case USER -> user == null ? null : limiter.take(policy, user);
                    case ACCOUNT -> null;
                };
                Limited refusal = refusal(policy, outcome, charges, response::setHeader);
                if (refusal != null) {
                    problems.write(refusal, request, response);
                    return false;
                }
            }
        }
        charges.write(response::setHeader);
        return true;
    }

    /** Counts a request whose credentials have been refused, for its address, before that is answered. May wait for Redis. */
    public void ofRefused(HttpServletRequest request) {
        if (request.getAttribute(CHARGES) instanceof Charges charges && !charges.isCallerKnown()) {
            charges.callerIsKnown();
            for (Policy policy : limiter.policies()) {
                if (charges.isFor(policy) && policy.counts() == Counts.ANONYMOUS) {
                    limiter.take(policy, REFUSED + charges.address());
                }
            }
        }
    }

    private static @Nullable Limited refusal(Policy policy, @Nullable Outcome outcome, Charges charges, BiConsumer<String, String> header) {
        if (outcome == null) {
            return null;
        }
        charges.add(policy, outcome);
        if (outcome.passes()) {
            return null;
        }
        charges.write(header);
        return new Limited(policy.name(), Duration.ofMillis(outcome.delay()));
    }

    /** Whether it has to be known first that the caller is no admin. */
    private static boolean isDeferred(Policy policy, Charges charges) {
        return charges.bearsCredentials() && policy.exemptsAdmins();
    }
}
