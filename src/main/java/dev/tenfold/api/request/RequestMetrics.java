package dev.tenfold.api.request;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The timer {@code http.server.requests}. It has the tags of Spring's observation of requests, at a fraction of its cost. Requests to
 * Spring MVC and responses from the response cache are counted the same way.
 */
@Component
class RequestMetrics {

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");
    private static final String NONE = "none";
    private static final int KIND = 100;

    private final MeterRegistry metrics;
    private final Map<TimerKey, Timer> timers = new ConcurrentHashMap<>();

    RequestMetrics(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    /** The number of keys is limited by the number of routes, methods and statuses. */
    private record TimerKey(String method, String route, int status) {}

    /** @param route the route's pattern, or null if no route answered */
    void record(String method, @Nullable String route, int status, long nanos) {
        var key = new TimerKey(METHODS.contains(method) ? method : "UNKNOWN", route == null ? unknown(status) : route, status);
        Timer timer = timers.get(key);
        (timer == null ? timers.computeIfAbsent(key, this::timer) : timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(TimerKey key) {
        return Timer.builder("http.server.requests").tag("method", key.method()).tag("uri", key.route())
                .tag("status", Integer.toString(key.status())).tag("outcome", outcome(key.status())).tag("exception", NONE)
                .tag("error", NONE)
                .register(metrics);
    }

    private static String unknown(int status) {
        return switch (status / KIND) {
            case 3 -> "REDIRECTION";
            case 4 -> status == 404 ? "NOT_FOUND" : "UNKNOWN";
            default -> "UNKNOWN";
        };
    }

    private static String outcome(int status) {
        return switch (status / KIND) {
            case 1 -> "INFORMATIONAL";
            case 2 -> "SUCCESS";
            case 3 -> "REDIRECTION";
            case 4 -> "CLIENT_ERROR";
            case 5 -> "SERVER_ERROR";
            default -> "UNKNOWN";
        };
    }
}
