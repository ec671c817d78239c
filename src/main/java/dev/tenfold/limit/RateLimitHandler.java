package dev.tenfold.limit;

import dev.tenfold.limit.RequestLimits.Count;
import dev.tenfold.problem.Failure.Limited;
import dev.tenfold.problem.Problems;
import dev.tenfold.request.NextHandler;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Refuses by address, in front of everything that costs something. A request whose bucket has to be asked for in Redis goes on on a thread that may wait. */
public final class RateLimitHandler extends Handler.Wrapper {

    private final RequestLimits limits;
    private final Problems problems;

    RateLimitHandler(RequestLimits limits, Problems problems) {
        this.limits = limits;
        this.problems = problems;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (limits.isOff()) {
            return super.handle(request, response, callback);
        }
        Charges charges = limits.charges(request);
        request.setAttribute(RequestLimits.CHARGES, charges);
        if (!count(charges, request, response, callback, false)) {
            request.getComponents().getExecutor().execute(() -> count(charges, request, response, callback, true));
        }
        return true;
    }

    /** Answers false where it is not known yet whether the request passes. */
    private boolean count(Charges charges, Request request, Response response, Callback callback, boolean mayWait) {
        switch (limits.atTheDoor(charges, response.getHeaders()::put, mayWait)) {
            case Count.Unknown() -> {
                return false;
            }
            case Count.Refused(Limited refusal) -> problems.write(refusal, request, response, callback);
            case Count.Passed() -> NextHandler.call(getHandler(), request, response, callback);
        }
        return true;
    }
}
