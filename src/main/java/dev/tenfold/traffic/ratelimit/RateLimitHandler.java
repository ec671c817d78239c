package dev.tenfold.traffic.ratelimit;

import dev.tenfold.api.problem.ProblemResponses;
import dev.tenfold.api.request.CallerLimits;
import dev.tenfold.api.request.ClientAddress;
import dev.tenfold.api.request.NextHandler;
import dev.tenfold.api.request.RequestKind;
import dev.tenfold.api.route.ApiVersion;
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
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.URIUtil;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Counts each request once for each policy that matches it: by its address on arrival, and by its user once the token is checked. No
 * connector thread waits: a request that needs Redis continues when Redis has answered.
 */
@Component
public final class RateLimitHandler extends Handler.Wrapper implements CallerLimits {

    private static final String ATTRIBUTE = RateLimitHandler.class.getName();
    private static final CompletableFuture<@Nullable Limited> PASSES = CompletableFuture.completedFuture(null);
    /** Prefix of the bucket for refused tokens. It is separate: anonymous clients must not block signed-in users at the same address. */
    private static final String REFUSED = "refused:";

    private final Limiter limiter;
    private final ClientAddress addresses;
    private final ProblemResponses problems;

    RateLimitHandler(Limiter limiter, ClientAddress addresses, ProblemResponses problems) {
        this.limiter = limiter;
        this.addresses = addresses;
        this.problems = problems;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (limiter.isOff()) {
            return super.handle(request, response, callback);
        }
        String path = Request.getPathInContext(request);
        List<Policy> policies = limiter.policies(request.getMethod(), path.indexOf('%') < 0 ? path : URIUtil.decodePath(path));
        var counted = new CountedRequest(policies, addresses.of(request), request.getHeaders().contains(HttpHeader.AUTHORIZATION),
                response.getHeaders()::put);
        request.setAttribute(ATTRIBUTE, counted);
        if (counted.credentials) {
            Request.addCompletionListener(request, _ -> {
                if (HttpStatus.isClientError(response.getStatus())) { // refused before its credentials were checked
                    var _ = ofUnchecked(counted);
                }
            });
        }
        CompletableFuture<@Nullable Limited> refusal = count(counted, policies, policy -> onArrival(counted, policy));
        if (refusal.isDone()) {
            proceed(refusal.resultNow(), counted, request, response, callback);
        } else {
            var _ = refusal
                    .thenAcceptAsync(late -> proceed(late, counted, request, response, callback), request.getComponents().getExecutor())
                    .exceptionally(failure -> {
                        Response.writeError(request, response, callback, failure);
                        return null;
                    });
        }
        return true;
    }

    private void proceed(@Nullable Limited refusal, CountedRequest counted, Request request, Response response, Callback callback) {
        counted.writeHeaders();
        if (refusal == null) {
            NextHandler.call(getHandler(), request, response, callback);
        } else {
            counted.callerKnown = true; // and need not be counted again
            problems.write(refusal, request, response, callback);
        }
    }

    /** Counts a request for each policy that has a subject for it, until one refuses it. Returns the refusal, or null if it passes. */
    private CompletableFuture<@Nullable Limited> count(CountedRequest request, List<Policy> policies,
            Function<Policy, @Nullable String> subjects) {
        for (int at = 0; at < policies.size(); at++) {
            Policy policy = policies.get(at);
            String subject = subjects.apply(policy);
            if (subject != null) {
                List<Policy> rest = policies.subList(at + 1, policies.size());
                return limiter.take(policy, subject).thenCompose(outcome -> {
                    Limited refusal = request.add(policy, outcome);
                    return refusal == null ? count(request, rest, subjects) : CompletableFuture.completedFuture(refusal);
                });
            }
        }
        return PASSES;
    }

    /** The subject on arrival. After many refused tokens, an address is refused before its token is checked. */
    private @Nullable String onArrival(CountedRequest request, Policy policy) {
        if (request.credentials && policy.settings.counts() == Counts.ANONYMOUS) {
            String subject = REFUSED + request.address;
            return limiter.bucket(policy, subject).isKnownEmpty() ? subject : null;
        }
        return request.isCountedLater(policy) ? null : request.subject(policy, null);
    }

    /** Counts a request whose credentials were not or could not be checked, for its address. */
    private CompletableFuture<@Nullable Limited> ofUnchecked(CountedRequest request) {
        if (request.callerKnown || !request.credentials) {
            return PASSES;
        }
        request.callerKnown = true;
        return count(request, request.policies, policy -> policy.settings.counts() == Counts.ANONYMOUS ? REFUSED + request.address : null);
    }

    private static @Nullable CountedRequest counted(@Nullable HttpServletRequest request) {
        return request != null && request.getAttribute(ATTRIBUTE) instanceof CountedRequest counted ? counted : null;
    }

    @Override
    public boolean passes(@Nullable String user, boolean admin, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        CountedRequest counted = counted(request);
        if (counted == null || counted.callerKnown) {
            return true;
        }
        counted.callerKnown = true;
        Limited refusal = count(counted, counted.policies,
                policy -> counted.isCountedLater(policy) && !isExempt(policy, admin) ? counted.subject(policy, user) : null).join();
        counted.writeHeaders();
        if (refusal != null) {
            problems.write(refusal, request, response);
        }
        return refusal == null;
    }

    @Override
    public void ofRefused(HttpServletRequest request) {
        CountedRequest counted = counted(request);
        if (counted != null) {
            ofUnchecked(counted).join();
        }
    }

    @Override
    public void countAs(RequestKind kind, @Nullable String user, boolean admin) {
        CountedRequest counted = counted(CurrentRequest.get());
        if (counted != null) {
            Limited refusal = count(counted, limiter.policies(kind, ApiVersion.ofCurrentRequest()),
                    policy -> counted.policies.contains(policy) || isExempt(policy, admin) ? null : counted.subject(policy, user)).join();
            if (refusal != null) {
                counted.writeHeaders();
                throw refusal;
            }
        }
    }

    private static boolean isExempt(Policy policy, boolean admin) {
        return admin && policy.settings.exemptAdmins();
    }

    /** Refuses the current request. The headers of its response name the policy. */
    public Limited refusal(Policy policy, Outcome outcome) {
        CountedRequest counted = counted(CurrentRequest.get());
        if (counted != null) {
            counted.add(policy, outcome);
            counted.writeHeaders();
        }
        return Objects.requireNonNull(policy.refusal(outcome));
    }
}
