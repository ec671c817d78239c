package dev.tenfold.api.request;

import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import java.time.Instant;
import java.util.Objects;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.NanoTime;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.observation.ServerRequestObservationContext;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.ServerHttpObservationFilter;
import org.springframework.web.servlet.HandlerMapping;

/** Called by Jetty when a response is finished: writes the access log, and counts the request in {@code http.server.requests}. */
@Component
public final class AccessLog implements RequestLog {

    private static final String UNKNOWN_ROUTE = "none";

    private final AccessLogWriter writer;
    private final RequestMetrics metrics;
    private final VersionMetrics versions;

    AccessLog(AccessLogWriter writer, RequestMetrics metrics, VersionMetrics versions) {
        this.writer = writer;
        this.metrics = metrics;
        this.versions = versions;
    }

    @Override
    public void log(Request request, Response response) {
        long nanos = NanoTime.since(request.getHeadersNanoTime());
        RequestInfo info = RequestInfo.of(request);
        String route = route(request, info);
        var observed = request.getAttribute(
                ServerHttpObservationFilter.CURRENT_OBSERVATION_CONTEXT_ATTRIBUTE) instanceof ServerRequestObservationContext context
                        ? context
                        : null;
        if (observed == null) { // otherwise Spring's observation has counted it
            metrics.record(request.getMethod(), route, response.getStatus(), nanos);
        }
        versions.count(request);
        if (info == null || !info.isOmitted()) {
            String id = info == null ? Objects.toString(response.getHeaders().get(RequestId.HEADER), "") : info.id();
            String user = info == null ? RequestInfo.ANONYMOUS : info.user();
            writer.write(new AccessEntry(Instant.now(), Thread.currentThread().getName(), request.getMethod(),
                    route == null ? UNKNOWN_ROUTE : route,
                    response.getStatus(), nanos, user, id, observed == null ? null : traceId(observed)));
        }
    }

    private static @Nullable String route(Request request, @Nullable RequestInfo info) {
        String route = info == null ? null : info.route();
        return route == null && request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE) instanceof String pattern
                ? pattern
                : route;
    }

    private static @Nullable String traceId(ServerRequestObservationContext context) {
        TracingContext tracing = context.get(TracingContext.class);
        return tracing == null || tracing.getSpan() == null ? null : tracing.getSpan().context().traceId();
    }
}
