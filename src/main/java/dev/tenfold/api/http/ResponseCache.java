package dev.tenfold.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Lets a handler allow the response cache to store its response. */
public final class ResponseCache {

    private static final String FRESHNESS = ResponseCache.class.getName();

    private ResponseCache() {}

    /**
     * Lets the response cache store the response to this request. It is served while it is fresh by its {@code s-maxage} and its source
     * has not changed.
     * @param freshness whether everything that the response was made from is unchanged
     */
    public static void allow(HttpServletRequest request, BooleanSupplier freshness) {
        request.setAttribute(FRESHNESS, freshness);
    }

    /** Like {@link #allow(HttpServletRequest, BooleanSupplier)}, before the servlet context. */
    public static void allow(Request request, BooleanSupplier freshness) {
        request.setAttribute(FRESHNESS, freshness);
    }

    /** The argument of {@code allow} for the request; null if its response must not be cached. */
    public static @Nullable BooleanSupplier freshness(Request request) {
        return request.getAttribute(FRESHNESS) instanceof BooleanSupplier freshness ? freshness : null;
    }
}
