package dev.tenfold.traffic.ratelimit;

import dev.tenfold.api.problem.ProblemResponses;
import dev.tenfold.api.request.NextHandler;
import dev.tenfold.cache.redis.SharedBucket.Outcome;
import dev.tenfold.platform.failure.Failure.Limited;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Refuses by address, in front of everything that costs something. No thread waits: a request that Redis has to be asked for goes on when it has answered. */
@Component
public final class RateLimitHandler extends Handler.Wrapper {

    private final RequestLimits limits;
    private final ProblemResponses problems;

    RateLimitHandler(RequestLimits limits, ProblemResponses problems) {
        this.limits = limits;
        this.problems = problems;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (limits.policies().isEmpty()) {
            return super.handle(request, response, callback);
        }
        RateLimitHeaders headers = limits.headers(request, response);
        request.setAttribute(RequestLimits.ATTRIBUTE, headers);
        if (headers.credentials) {
            Request.addCompletionListener(request, _ -> {
                if (HttpStatus.isClientError(response.getStatus())) { // before it came to a check of the credentials
                    limits.ofUnchecked(headers);
                }
            });
        }
        count(0, headers, request, response, callback);
        return true;
    }

    private void count(int first, RateLimitHeaders headers, Request request, Response response, Callback callback) {
        for (int at = first; at < limits.policies().size(); at++) {
            Policy policy = limits.policies().get(at);
            CompletableFuture<Outcome> answer = limits.atArrival(policy, headers);
            if (answer != null && !answer.isDone()) {
                int next = at + 1;
                var _ = answer.thenAcceptAsync(outcome -> {
                    if (passes(headers.add(policy, outcome), headers, request, response, callback)) {
                        count(next, headers, request, response, callback);
                    }
                }, request.getComponents().getExecutor()).exceptionally(failure -> {
                    Response.writeError(request, response, callback, failure);
                    return null;
                });
                return;
            }
            if (answer != null && !passes(headers.add(policy, answer.resultNow()), headers, request, response, callback)) {
                return;
            }
        }
        headers.write();
        NextHandler.call(getHandler(), request, response, callback);
    }

    private boolean passes(@Nullable Limited refusal, RateLimitHeaders headers, Request request, Response response, Callback callback) {
        if (refusal != null) {
            headers.callerKnown = true; // and need not be counted again
            headers.write();
            problems.write(refusal, request, response, callback);
        }
        return refusal == null;
    }
}
