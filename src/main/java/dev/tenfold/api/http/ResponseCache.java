package dev.tenfold.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Where a handler says that its answer may be kept at the door. */
public final class ResponseCache {

    private static final String FRESHNESS = ResponseCache.class.getName();

    private ResponseCache() {}

    /**
     * Lets the door keep the answer to this request for as long as it is fresh by its {@code s-maxage} and what it was made of stands.
     *
     * @param freshness what the answer was made of, all of it
     */
    public static void allow(HttpServletRequest request, BooleanSupplier freshness) {
        request.setAttribute(FRESHNESS, freshness);
    }

    /** What {@link #allow} was told of the request; null where its response may not be cached. */
    public static @Nullable BooleanSupplier freshness(Request request) {
        return request.getAttribute(FRESHNESS) instanceof BooleanSupplier freshness ? freshness : null;
    }
}
