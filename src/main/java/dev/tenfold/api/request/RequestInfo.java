package dev.tenfold.api.request;

import jakarta.servlet.ServletRequest;
import java.util.UUID;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Data about a request for the access log and problem documents. It is an attribute of Jetty's request, so Jetty's handlers and the
 * servlets share it.
 */
public final class RequestInfo {

    private static final String ATTRIBUTE = RequestInfo.class.getName();
    static final String ANONYMOUS = "anonymous";

    private final String id;
    private volatile String user = ANONYMOUS;
    private volatile @Nullable String route;
    private volatile boolean omitted;

    private RequestInfo(String id) {
        this.id = id;
    }

    /** Sets the id of a request. */
    static RequestInfo start(Request request, String id) {
        var info = new RequestInfo(id);
        request.setAttribute(ATTRIBUTE, info);
        return info;
    }

    /** The data of a request, or null if no handler of the service has seen the request because the parser refused it. */
    public static @Nullable RequestInfo of(Request request) {
        return request.getAttribute(ATTRIBUTE) instanceof RequestInfo info ? info : null;
    }

    /** Like {@link #of(Request)}, for a servlet; null also on the management port. */
    public static @Nullable RequestInfo of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof RequestInfo info ? info : null;
    }

    public String id() {
        return id;
    }

    String user() {
        return user;
    }

    /** The id of the user who sent the request, or null while it is not known. */
    public @Nullable UUID userId() {
        return user.equals(ANONYMOUS) ? null : UUID.fromString(user);
    }

    /** Sets the user who sent the request, once it is known. */
    public void user(String id) {
        this.user = id;
    }

    @Nullable
    String route() {
        return route;
    }

    /** Sets the route that answers, if that is not Spring MVC. */
    public void route(String pattern) {
        this.route = pattern;
    }

    boolean isOmitted() {
        return omitted;
    }

    /**
     * Leaves the request out of the access log. Under thousands of refusals a second, a line would cost more than the refusal. They are
     * still counted.
     */
    public void omit() {
        omitted = true;
    }
}
