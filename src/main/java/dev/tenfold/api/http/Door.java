package dev.tenfold.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Where a handler says that its answer may be kept at the door. */
public final class Door {

    private static final String STANDING = Door.class.getName();

    private Door() {}

    /**
     * Lets the door keep the answer to this request for as long as it is fresh by its {@code s-maxage} and what it was made of stands.
     *
     * @param standing what the answer was made of, all of it
     */
    public static void mayKeep(HttpServletRequest request, BooleanSupplier standing) {
        request.setAttribute(STANDING, standing);
    }

    /** What {@link #mayKeep} was told of the request; null where its response may not be cached. */
    public static @Nullable BooleanSupplier standing(Request request) {
        return request.getAttribute(STANDING) instanceof BooleanSupplier standing ? standing : null;
    }
}
