package dev.tenfold.api.http;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * A public {@code GET} that a module answers without Spring MVC and the servlet container, which would take more time than everything else.
 * @param route the route's pattern, for the access log
 * @param response makes the response; throws what the route's controller would throw
 */
public record PublicRead(String route, Supplier<PublicResponse> response) {

    /** The reads that a module answers in this way. */
    @FunctionalInterface
    public interface Source {

        /**
         * The read that a request is for. Null if it is for something else, is unusual, or has parameters that are refused: then Spring MVC
         * answers it.
         * @param request its headers ask for nothing but the plain response
         */
        @Nullable
        PublicRead find(Request request);
    }

    /**
     * A response with status 200.
     * @param tag its strong entity tag, in quotes
     * @param next the value of {@code Link}, if there is a next page
     * @param body written as JSON
     * @param freshness whether everything that it was made from is unchanged
     */
    public record PublicResponse(String tag, @Nullable String next, Object body, BooleanSupplier freshness) {}
}
