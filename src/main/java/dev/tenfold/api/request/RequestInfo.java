package dev.tenfold.api.request;

import jakarta.servlet.ServletRequest;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * What the access log and the problem documents say of a request. It is an attribute of Jetty's request, so the handlers in front of the servlet
 * context and the servlets share it.
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

    /** Gives a request its id. */
    static RequestInfo start(Request request, String id) {
        var info = new RequestInfo(id);
        request.setAttribute(ATTRIBUTE, info);
        return info;
    }

    /** The request's, or null where no handler of ours has seen it: the parser refused it. */
    public static @Nullable RequestInfo of(Request request) {
        return request.getAttribute(ATTRIBUTE) instanceof RequestInfo info ? info : null;
    }

    /** As {@link #of(Request)} for a servlet; null also on the management port. */
    public static @Nullable RequestInfo of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof RequestInfo info ? info : null;
    }

    public String id() {
        return id;
    }

    String user() {
        return user;
    }

    /** Says who sent the request, once that is known. */
    public void user(String id) {
        this.user = id;
    }

    @Nullable
    String route() {
        return route;
    }

    /** Says which route answers, where Spring MVC does not. */
    public void route(String pattern) {
        this.route = pattern;
    }

    boolean isOmitted() {
        return omitted;
    }

    /** Leaves the request out of the access log: a line would cost more than refusing it did, when there are thousands a second. They are counted. */
    public void omit() {
        omitted = true;
    }
}
