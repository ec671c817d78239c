package dev.tenfold.platform.tracing;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The trace of the current thread's work, so that later work or another process can continue it. */
@Component
public class CurrentTrace {

    /**
     * The name of the header, and of the column, log field or property that holds its value elsewhere (W3C Trace Context, section 3.2).
     */
    public static final String TRACEPARENT = "traceparent";

    private static final Pattern VALID = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private final @Nullable Tracer tracer;

    CurrentTrace(ObjectProvider<Tracer> tracer) {
        this.tracer = tracer.getIfAvailable();
    }

    /** An observation that continues a stored trace, or begins a new one if there was none. */
    public static Observation resume(String name, @Nullable String traceparent, ObservationRegistry observations) {
        return Observation.createNotStarted(name, () -> {
            var context = new ReceiverContext<String>((_, header) -> TRACEPARENT.equals(header) ? traceparent : null, Kind.CONSUMER);
            context.setCarrier(name); // a carrier is required
            return context;
        }, observations);
    }

    /**
     * The current trace. If this service does not trace, the trace that the client or the job sent is passed on unchanged; null if there
     * is none.
     */
    public @Nullable String traceparent() {
        TraceContext current = tracer == null ? null : tracer.currentTraceContext().context();
        if (current != null) {
            return "00-%s-%s-%s".formatted(current.traceId(), current.spanId(), Boolean.TRUE.equals(current.sampled()) ? "01" : "00");
        }
        HttpServletRequest request = CurrentRequest.get();
        String theirs = request == null ? MDC.get(TRACEPARENT) : request.getHeader(TRACEPARENT);
        return theirs != null && VALID.matcher(theirs).matches() ? theirs : null;
    }
}
