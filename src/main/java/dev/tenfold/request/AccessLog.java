package dev.tenfold.request;

import jakarta.servlet.http.HttpServletRequest;

/** Whether a request is told in the access log. */
public final class AccessLog {

    private static final String OMITTED = AccessLog.class.getName() + ".omitted";

    private AccessLog() {}

    /** Leaves the request out: a line would cost more than refusing it did, when there are thousands a second. They are counted. */
    public static void omit(HttpServletRequest request) {
        request.setAttribute(OMITTED, true);
    }

    static boolean tellsOf(HttpServletRequest request) {
        return request.getAttribute(OMITTED) == null;
    }
}
