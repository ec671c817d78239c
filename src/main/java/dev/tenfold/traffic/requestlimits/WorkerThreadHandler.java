package dev.tenfold.traffic.requestlimits;

import dev.tenfold.api.problem.ProblemResponses;
import dev.tenfold.api.request.NextHandler;
import dev.tenfold.api.request.RequestId;
import dev.tenfold.api.request.RequestInfo;
import dev.tenfold.platform.datasource.Deadline;
import dev.tenfold.platform.failure.Failure.Malformed;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.traffic.loadshedding.LoadSheddingHandler;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Hands each request to a thread that may block (a virtual thread by default). Sets the request's deadline (the service's, or the
 * client's if that is sooner) and its id for the log.
 */
final class WorkerThreadHandler extends Handler.Wrapper {

    /** The longest time that the client will wait, in seconds. */
    private static final String TIMEOUT = "X-Request-Timeout";
    private static final Pattern SECONDS = Pattern.compile("\\d{1,6}(\\.\\d{1,3})?");
    private static final int DIGITS = 3;

    private final Duration longest;
    private final SlowReaders slowReaders;
    private final ProblemResponses problems;

    WorkerThreadHandler(Duration longest, SlowReaders slowReaders, ProblemResponses problems) {
        this.longest = longest;
        this.slowReaders = slowReaders;
        this.problems = problems;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String wish = request.getHeaders().get(TIMEOUT);
        Duration time = wish == null ? longest : time(wish);
        if (time == null) {
            problems.write(new Malformed(ProblemCode.INVALID_PARAMETER,
                    TIMEOUT + " is a number of seconds above 0 with at most 3 decimals, such as 2.5"), request, response, callback);
        } else {
            request.getComponents().getExecutor()
                    .execute(() -> work(request, new BufferedResponse(request, response, slowReaders), callback,
                            time.minus(LoadSheddingHandler.waited(request))));
        }
        return true;
    }

    private void work(Request request, Response response, Callback callback, Duration time) {
        RequestInfo info = RequestInfo.of(request);
        if (info != null) {
            MDC.put(RequestId.MDC_KEY, info.id());
        }
        try (var _ = Deadline.start(time)) {
            NextHandler.call(getHandler(), request, response, callback);
        } finally {
            MDC.remove(RequestId.MDC_KEY);
        }
    }

    private @Nullable Duration time(String wish) {
        if (!SECONDS.matcher(wish).matches()) {
            return null;
        }
        Duration time = Duration.ofMillis(new BigDecimal(wish).movePointRight(DIGITS).longValueExact());
        if (time.isZero()) {
            return null;
        }
        return time.compareTo(longest) < 0 ? time : longest;
    }
}
