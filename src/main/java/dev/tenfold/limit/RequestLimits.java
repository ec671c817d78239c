package dev.tenfold.limit;

import dev.tenfold.limit.Bucket.Outcome;
import dev.tenfold.problem.Failure.Limited;
import dev.tenfold.problem.Problems;
import dev.tenfold.request.ClientAddress;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** Counts each request once for each policy that is for it: at the door by its address, and where it bears credentials once they are checked. */
@Component
public class RequestLimits {

    private static final String CHARGES = RequestLimits.class.getName();
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

    /** Counts what needs no caller to be known; answers whether the request passes, and has answered it where not. */
    boolean atTheDoor(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var charges = new Charges();
        request.setAttribute(CHARGES, charges);
        boolean credentials = bearsCredentials(request);
        String path = request.getServletPath();
        for (Policy policy : limiter.policies()) {
            if (policy.isFor(request.getMethod(), path)) {
                Outcome outcome = switch (policy.counts()) {
                    case ADDRESS -> isDeferred(policy, credentials) ? null : limiter.take(policy, addresses.of(request));
                    case EVERYBODY -> isDeferred(policy, credentials) ? null : limiter.take(policy, ALL);
                    case ANONYMOUS -> credentials ? limiter.refusal(policy, REFUSED + addresses.of(request))
                            : limiter.take(policy, addresses.of(request));
                    case USER, ACCOUNT -> null;
                };
                if (!goesOn(policy, outcome, charges, request, response)) {
                    return false;
                }
            }
        }
        charges.write(response);
        return true;
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
        if (!bearsCredentials(request)) {
            return true;
        }
        for (Policy policy : limiter.policies()) {
            if (policy.isFor(request.getMethod(), request.getServletPath()) && !(admin && policy.exemptsAdmins())) {
                Outcome outcome = switch (policy.counts()) {
                    case ADDRESS -> isDeferred(policy, true) ? limiter.take(policy, addresses.of(request)) : null;
                    case EVERYBODY -> isDeferred(policy, true) ? limiter.take(policy, ALL) : null;
                    case ANONYMOUS -> user == null ? limiter.take(policy, addresses.of(request)) : null;
                    case USER -> user == null ? null : limiter.take(policy, user);
                    case ACCOUNT -> null;
                };
                if (!goesOn(policy, outcome, charges, request, response)) {
                    return false;
                }
            }
        }
        charges.write(response);
        return true;
    }

    /** Counts a request whose credentials were refused, or that ended before they were looked at: after the fact, for its address. */
    void afterwards(HttpServletRequest request) {
        if (request.getAttribute(CHARGES) instanceof Charges charges && !charges.isCallerKnown() && bearsCredentials(request)) {
            for (Policy policy : limiter.policies()) {
                if (policy.isFor(request.getMethod(), request.getServletPath())) {
                    switch (policy.counts()) {
                        case ANONYMOUS -> limiter.take(policy, REFUSED + addresses.of(request));
                        case ADDRESS, EVERYBODY, USER, ACCOUNT -> {}
                    }
                }
            }
        }
    }

    private boolean goesOn(Policy policy, @Nullable Outcome outcome, Charges charges, HttpServletRequest request,
            HttpServletResponse response) throws IOException {
        if (outcome == null) {
            return true;
        }
        charges.add(policy, outcome);
        if (!outcome.passes()) {
            charges.write(response);
            problems.write(new Limited(policy.name(), Duration.ofMillis(outcome.delay())), request, response);
        }
        return outcome.passes();
    }

    /** Whether it has to be known first that the caller is no admin. */
    private static boolean isDeferred(Policy policy, boolean credentials) {
        return credentials && policy.exemptsAdmins();
    }

    private static boolean bearsCredentials(HttpServletRequest request) {
        return request.getHeader(HttpHeaders.AUTHORIZATION) != null;
    }
}
