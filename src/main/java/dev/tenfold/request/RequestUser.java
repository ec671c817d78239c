package dev.tenfold.request;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;

/** Who sent the request, for the access log: known once the request is authenticated. */
public final class RequestUser {

    private static final String ATTRIBUTE = RequestUser.class.getName();

    private RequestUser() {}

    public static void is(HttpServletRequest request, String user) {
        request.setAttribute(ATTRIBUTE, user);
    }

    static String of(HttpServletRequest request) {
        return Objects.toString(request.getAttribute(ATTRIBUTE), "anonymous");
    }
}
