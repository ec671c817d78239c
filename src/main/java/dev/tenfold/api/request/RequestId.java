package dev.tenfold.api.request;

import dev.tenfold.platform.id.Uuids;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The id that a response, its log lines and its problem document share. */
public final class RequestId {

    public static final String HEADER = "X-Request-Id";
    public static final String MDC_KEY = "request_id";

    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private RequestId() {}

    /** The request's id: the one from the client if it is valid, otherwise a new one. */
    public static String of(HttpServletRequest request) {
        RequestInfo info = RequestInfo.of(request);
        return info == null ? choose(request.getHeader(HEADER)) : info.id();
    }

    /** The id for a request with this header value, or without the header. */
    public static String choose(@Nullable String incoming) {
        return incoming != null && VALID.matcher(incoming).matches() ? incoming : Uuids.next().toString();
    }
}
