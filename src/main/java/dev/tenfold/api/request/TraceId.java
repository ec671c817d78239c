package dev.tenfold.api.request;

import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.ServerHttpObservationFilter;

/** The id of the trace that a request belongs to (W3C Trace Context). */
public final class TraceId {

    static final String MDC_KEY = "trace_id";

    private TraceId() {}

    /** The trace's id, or null if the request is not traced, or was answered before its trace began. */
    public static @Nullable String of(HttpServletRequest request) {
        return ServerHttpObservationFilter.findObservationContext(request)
                .map(context -> context.<TracingContext>get(TracingContext.class)).map(TracingContext::getSpan)
                .map(span -> span.context().traceId()).orElse(null);
    }
}
