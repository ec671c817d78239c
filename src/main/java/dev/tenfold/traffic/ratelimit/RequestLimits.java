package dev.tenfold.traffic.ratelimit;

import dev.tenfold.api.problem.ProblemResponses;
import dev.tenfold.api.request.CallerLimits;
import dev.tenfold.api.request.ClientAddress;
import dev.tenfold.api.request.RequestKind;
import dev.tenfold.api.route.Routes;
import dev.tenfold.cache.redis.SharedBucket.Outcome;
import dev.tenfold.platform.failure.Failure.Limited;
import dev.tenfold.platform.tracing.CurrentRequest;
import dev.tenfold.traffic.ratelimit.RateLimitProperties.Counts;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.URIUtil;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Counts each request once for each policy that is for it: on arrival by its address, and where it has credentials once they are checked. */
@Component
public class RequestLimits implements CallerLimits {

    static final String ATTRIBUTE = RequestLimits.class.getName();
    private static final String ALL = "all";
    /** Of an address whose credentials were refused: apart, so that unknown visitors do not shut out who is signed in at the same address. */
    private static final String REFUSED = "refused:";

    private final Limiter limiter;
    private final ClientAddress addresses;
    private final ProblemResponses problems;

    RequestLimits(Limiter limiter, ClientAddress addresses, ProblemResponses problems) {
        this.limiter = limiter;
        this.addresses = addresses;
        this.problems = problems;
    }

    private static boolean isOf(RequestKind kind, Policy policy) {
        return policy.isFor("POST", switch (kind) {
            case SIGN_IN -> Routes.TOKEN;
            case SIGN_UP -> Routes.USERS;
            case VERIFICATION -> Routes.EMAIL_VERIFICATION;
        });
    }

    /** The policies that count wrong passwords. */
    public List<Policy> ofAccounts() {
        return limiter.policies().stream().filter(policy -> policy.counts == Counts.ACCOUNT && isOf(RequestKind.SIGN_IN, policy)).toList();
    }

    List<Policy> policies() {
        return limiter.policies();
    }

    /** What a request will be counted for. */
    RateLimitHeaders headers(Request request, Response response) {
        String path = Request.getPathInContext(request);
        return new RateLimitHeaders(request.getMethod(), path.indexOf('%') < 0 ? path : URIUtil.decodePath(path), addresses.of(request),
                request.getHeaders().contains(HttpHeader.AUTHORIZATION), response.getHeaders()::put);
    }

    /** Counts a request for a policy that needs no caller to be known; null where it is not counted, or not yet. */
    @Nullable
    CompletableFuture<Outcome> atArrival(Policy policy, RateLimitHeaders headers) {
        if (!headers.isFor(policy)) {
            return null;
        }
        String subject = switch (policy.counts) {
            case ADDRESS -> headers.isDeferred(policy) ? null : headers.address;
            case EVERYBODY -> headers.isDeferred(policy) ? null : ALL;
            case ANONYMOUS -> headers.credentials ? refusedBefore(policy, headers) : headers.address;
            case USER, ACCOUNT -> null;
        };
        return subject == null ? null : limiter.take(policy, subject);
    }

    /** The address's bucket of refused credentials, where it is empty; null where the credentials have to be checked first. */
    private @Nullable String refusedBefore(Policy policy, RateLimitHeaders headers) {
        String subject = REFUSED + headers.address;
        return limiter.isKnownEmpty(policy, subject) ? subject : null;
    }

    /**
     * Counts a request once its credentials are checked; answers whether it passes, and has answered it where not.
     *
     * @param user whose they are; null where they name nobody
     */
    @Override
    public boolean passes(@Nullable String user, boolean admin, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (!(request.getAttribute(ATTRIBUTE) instanceof RateLimitHeaders headers) || headers.callerKnown) {
            return true;
        }
        headers.callerKnown = true;
        if (!headers.credentials) {
            return true;
        }
        for (Policy policy : limiter.policies()) {
            if (headers.isFor(policy) && !(admin && policy.exemptsAdmins)) {
                String subject = switch (policy.counts) {
                    case ADDRESS -> headers.isDeferred(policy) ? headers.address : null;
                    case EVERYBODY -> headers.isDeferred(policy) ? ALL : null;
                    case ANONYMOUS -> user == null ? headers.address : null;
                    case USER -> user;
                    case ACCOUNT -> null;
                };
                Limited refusal = subject == null ? null : headers.add(policy, limiter.take(policy, subject).join());
                if (refusal != null) {
                    headers.write();
                    problems.write(refusal, request, response);
                    return false;
                }
            }
        }
        headers.write();
        return true;
    }

    /** Counts a request whose credentials have been refused, for its address, before that is answered. */
    @Override
    public void ofRefused(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof RateLimitHeaders headers) {
            ofUnchecked(headers).forEach(CompletableFuture::join);
        }
    }

    /** Counts a request whose credentials nobody has checked, or nobody could: whatever was wrong with it, it counts for its address. */
    List<CompletableFuture<Outcome>> ofUnchecked(RateLimitHeaders headers) {
        if (headers.callerKnown || !headers.credentials) {
            return List.of();
        }
        headers.callerKnown = true;
        return limiter.policies().stream().filter(policy -> policy.counts == Counts.ANONYMOUS && headers.isFor(policy))
                .map(policy -> limiter.take(policy, REFUSED + headers.address)).toList();
    }

    /**
     * Counts the current request as a request of another kind too. For example, a change of the e-mail reveals as much as a sign-up. A
     * policy that counts the request anyway does not count it twice.
     *
     * @param user whose request it is, for policies that count by user; null where only the address counts
     * @throws Limited when there were too many
     */
    @Override
    public void countAs(RequestKind kind, @Nullable String user, boolean admin) {
        HttpServletRequest request = CurrentRequest.get();
        if (request != null && request.getAttribute(ATTRIBUTE) instanceof RateLimitHeaders headers) {
            for (Policy policy : limiter.policies()) {
                String subject = policy.counts == Counts.ADDRESS ? headers.address : policy.counts == Counts.USER ? user : null;
                if (subject != null && isOf(kind, policy) && !headers.isFor(policy) && !(admin && policy.exemptsAdmins)) {
                    Limited refusal = headers.add(policy, limiter.take(policy, subject).join());
                    if (refusal != null) {
                        headers.write();
                        throw refusal;
                    }
                }
            }
        }
    }

    /** Refuses the current request. The headers of its response name the policy. */
    Limited refusal(Policy policy, Outcome outcome) {
        HttpServletRequest request = CurrentRequest.get();
        if (request != null && request.getAttribute(ATTRIBUTE) instanceof RateLimitHeaders headers) {
            headers.add(policy, outcome);
            headers.write();
        }
        return Objects.requireNonNull(policy.refusal(outcome));
    }
}
