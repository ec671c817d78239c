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

/** The trace that a thread's work is part of, for what is done later and elsewhere to go on from. */
@Component
public class CurrentTrace {

    /** The header, and its name wherever else it is kept (W3C Trace Context, section 3.2). */
    public static final String TRACEPARENT = "traceparent";

    private static final Pattern VALID = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private final @Nullable Tracer tracer;

    CurrentTrace(ObjectProvider<Tracer> tracer) {
        this.tracer = tracer.getIfAvailable();
    }

    /** What goes on in a trace that was written down; it begins one where there was none. */
    public static Observation resume(String name, @Nullable String traceparent, ObservationRegistry observations) {
        return Observation.createNotStarted(name, () -> {
            var context = new ReceiverContext<String>((_, header) -> TRACEPARENT.equals(header) ? traceparent : null, Kind.CONSUMER);
            context.setCarrier(name); // there has to be one
            return context;
        }, observations);
    }

    /** Where we make no traces ourselves, that of the client of the request, or of the job, which is handed on as it came; null where there is none. */
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
