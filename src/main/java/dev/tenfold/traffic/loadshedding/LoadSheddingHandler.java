package dev.tenfold.traffic.loadshedding;

import dev.tenfold.api.problem.ProblemResponses;
import dev.tenfold.api.request.NextHandler;
import dev.tenfold.api.request.RequestInfo;
import dev.tenfold.api.request.Uploads;
import dev.tenfold.api.route.RequestClass;
import dev.tenfold.platform.failure.Failure.Unavailable;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.platform.shutdown.ActiveRequests;
import dev.tenfold.traffic.loadshedding.ConcurrencyLimiter.QueuedRequest;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Admits or refuses each request, as {@link ConcurrencyLimiter} decides, before a thread is used for it. */
public final class LoadSheddingHandler extends Handler.Wrapper implements ActiveRequests {

    private static final String WAITED = LoadSheddingHandler.class.getName();
    /** Seconds in {@code Retry-After}, at most. The value is random, so that refused clients do not all retry at the same moment. */
    private static final int MAX_RETRY_SECONDS = 3;
    private static final int MAX_RETRY_SECONDS_OF_SIGN_INS = 10; // each core can hash about 20 passwords a second

    private final Duration deadline;
    private final ConcurrencyLimiter limiter;
    private final LoadSheddingMetrics metrics;
    private final ProblemResponses problems;

    LoadSheddingHandler(LoadSheddingProperties properties, ConcurrencyLimiter limiter, LoadSheddingMetrics metrics,
            ProblemResponses problems) {
        this.deadline = properties.deadline();
        this.limiter = limiter;
        this.metrics = metrics;
        this.problems = problems;
    }

    /** How long an admitted request may take. */
    public Duration deadline() {
        return deadline;
    }

    /** How long the request waited to be admitted. The wait counts towards its deadline. */
    public static Duration waited(Request request) {
        return request.getAttribute(WAITED) instanceof Duration waited ? waited : Duration.ZERO;
    }

    /** How many requests are active. */
    @Override
    public int activeRequests() {
        return limiter.activeRequests();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        schedule();
    }

    private void schedule() {
        getServer().getScheduler().schedule(() -> {
            if (isRunning()) {
                limiter.tick();
                schedule();
            }
        }, ClassQueue.TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        var entering = new AdmittedRequest(request, response, callback);
        limiter.enter(entering.waiting);
        return true;
    }

    /** A request that waits to be admitted. */
    private final class AdmittedRequest {

        private final Request request;
        private final Response response;
        private final Callback callback;
        private final QueuedRequest waiting;

        AdmittedRequest(Request request, Response response, Callback callback) {
            this.request = request;
            this.response = response;
            this.callback = callback;
            this.waiting =
                    new QueuedRequest(RequestClass.of(request.getMethod(), request.getHttpURI().getCanonicalPath()), System.nanoTime(),
                            this::start,
                            this::refuse);
        }

        private void start() {
            Duration waited = Duration.ofNanos(System.nanoTime() - waiting.since());
            metrics.admitted(waiting.kind(), waited);
            if (waited.toMillis() > 0) {
                request.setAttribute(WAITED, waited);
            }
            Request.addCompletionListener(request, _ -> limiter.leave(waiting, !Uploads.isOne(request)));
            NextHandler.call(getHandler(), request, response, callback);
        }

        private void refuse() {
            metrics.refused(waiting.kind());
            RequestInfo info = RequestInfo.of(request);
            if (info != null) {
                info.omit();
            }
            problems.write(tooMany(waiting.kind()), request, response, callback);
        }
    }

    private static Unavailable tooMany(RequestClass kind) {
        int longest = kind == RequestClass.SIGN_IN ? MAX_RETRY_SECONDS_OF_SIGN_INS : MAX_RETRY_SECONDS;
        int seconds = 1 + ThreadLocalRandom.current().nextInt(longest);
        return new Unavailable(ProblemCode.OVERLOADED, "The service has more requests than it can serve in time",
                Duration.ofSeconds(seconds));
    }
}
