package dev.tenfold.traffic.ratelimit;

import dev.tenfold.api.problem.Problems;
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
    private final Problems problems;

    RateLimitHandler(RequestLimits limits, Problems problems) {
        this.limits = limits;
        this.problems = problems;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (limits.policies().isEmpty()) {
            return super.handle(request, response, callback);
        }
        Charges charges = limits.charges(request);
        request.setAttribute(RequestLimits.CHARGES, charges);
        if (charges.credentials) {
            Request.addCompletionListener(request, _ -> {
                if (HttpStatus.isClientError(response.getStatus())) { // before it came to a check of the credentials
                    limits.ofUnchecked(charges);
                }
            });
        }
        count(0, charges, request, response, callback);
        return true;
    }

    private void count(int first, Charges charges, Request request, Response response, Callback callback) {
        for (int at = first; at < limits.policies().size(); at++) {
            Policy policy = limits.policies().get(at);
            CompletableFuture<Outcome> answer = limits.atArrival(policy, charges);
            if (answer != null && !answer.isDone()) {
                int next = at + 1;
                var _ = answer.thenAcceptAsync(outcome -> {
                    if (passes(charges.add(policy, outcome), charges, request, response, callback)) {
                        count(next, charges, request, response, callback);
                    }
                }, request.getComponents().getExecutor()).exceptionally(failure -> {
                    Response.writeError(request, response, callback, failure);
                    return null;
                });
                return;
            }
            if (answer != null && !passes(charges.add(policy, answer.resultNow()), charges, request, response, callback)) {
                return;
            }
        }
        charges.write(response.getHeaders()::put);
        NextHandler.call(getHandler(), request, response, callback);
    }

    private boolean passes(@Nullable Limited refusal, Charges charges, Request request, Response response, Callback callback) {
        if (refusal != null) {
            charges.callerKnown = true; // and need not be counted again
            charges.write(response.getHeaders()::put);
            problems.write(refusal, request, response, callback);
        }
        return refusal == null;
    }
}
