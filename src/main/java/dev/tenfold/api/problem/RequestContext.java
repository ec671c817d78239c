package dev.tenfold.api.problem;

import dev.tenfold.api.request.RequestId;
import dev.tenfold.api.request.RequestInfo;
import dev.tenfold.api.request.TraceId;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** The request in which a failure happened. */
public record RequestContext(String instance, String requestId, @Nullable String traceId) {

    /** For a request that is not traced. */
    public RequestContext(String instance, String requestId) {
        this(instance, requestId, null);
    }

    public static RequestContext of(HttpServletRequest request) {
        String instance =
                request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String failed ? failed : request.getRequestURI();
        return new RequestContext(instance, RequestId.of(request), TraceId.of(request));
    }

    /** For a request that has not reached a servlet. */
    static RequestContext of(Request request) {
        RequestInfo info = RequestInfo.of(request);
        String path = request.getHttpURI() == null ? null : request.getHttpURI().getPath();
        return new RequestContext(path == null ? "" : path,
                info == null ? RequestId.choose(request.getHeaders().get(RequestId.HEADER)) : info.id());
    }

    /**
     * The request of the current thread.
     * @throws IllegalStateException outside of a request
     */
    public static RequestContext current() {
        return of(((ServletRequestAttributes) RequestContextHolder.currentRequestAttributes()).getRequest());
    }
}
