package dev.tenfold.request;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;

import static net.logstash.logback.argument.StructuredArguments.keyValue;

/** Gives the request its id before anything can be answered, and when it is answered writes one line to the access log. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class RequestFilter extends OncePerRequestFilter {

    private static final Logger ACCESS = LoggerFactory.getLogger("access");
    private static final double NANOS_PER_MILLISECOND = 1e6;

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String id = RequestId.of(request);
        long start = System.nanoTime();
        response.setHeader(RequestId.HEADER, id);
        boolean failed = true;
        MDC.put(RequestId.MDC_KEY, id);
        try {
            chain.doFilter(request, response);
            failed = false;
        } finally {
            if (AccessLog.tellsOf(request)) {
                log(request, failed ? HttpServletResponse.SC_INTERNAL_SERVER_ERROR : response.getStatus(), System.nanoTime() - start);
            }
            MDC.remove(TraceId.MDC_KEY);
            MDC.remove(RequestId.MDC_KEY);
        }
    }

    private static void log(HttpServletRequest request, int status, long nanos) {
        String route = Objects.toString(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE), "none");
        String user = RequestUser.of(request);
        String trace = TraceId.of(request);
        if (trace != null) {
            MDC.put(TraceId.MDC_KEY, trace); // the trace itself has ended by now
        }
        ACCESS.info("{} {} {} {} {}", keyValue("method", request.getMethod(), "{1}"), keyValue("route", route, "{1}"),
                keyValue("status", status, "{1}"),
                keyValue("duration_ms", Math.round(nanos / NANOS_PER_MILLISECOND * 1000) / 1000.0, "{1} ms"),
                keyValue("user", user, "{1}"));
    }
}
