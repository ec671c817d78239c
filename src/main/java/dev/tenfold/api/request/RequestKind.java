package dev.tenfold.api.request;

import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.api.route.Routes;

/** What a request is in addition to its method and path: it counts as a {@code POST} to the path of its kind, too. */
public enum RequestKind {
    SIGN_IN(Routes.TOKEN),
    SIGN_UP(Routes.USERS),
    /** Asking for a mail that verifies an e-mail. */
    VERIFICATION(Routes.EMAIL_VERIFICATION);

    private final String route;

    RequestKind(String route) {
        this.route = route;
    }

    /** The path in this version. */
    public String path(ApiVersion version) {
        return version.path(route);
    }
}
