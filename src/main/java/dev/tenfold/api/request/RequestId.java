package dev.tenfold.api.request;

import dev.tenfold.platform.id.Uuids;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The id that an answer, its log lines and its problem document share. */
public final class RequestId {

    public static final String HEADER = "X-Request-Id";
    public static final String MDC_KEY = "request_id";

    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private RequestId() {}

    /** The request's id: the one it came with where that is valid, a new one otherwise. */
    public static String of(HttpServletRequest request) {
        RequestInfo info = RequestInfo.of(request);
        return info == null ? choose(request.getHeader(HEADER)) : info.id();
    }

    /** The id to use for a request that came with this header, or with none. */
    public static String choose(@Nullable String incoming) {
        return incoming != null && VALID.matcher(incoming).matches() ? incoming : Uuids.next().toString();
    }
}
