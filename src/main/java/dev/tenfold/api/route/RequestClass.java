package dev.tenfold.api.route;

import java.util.Locale;

/** How important a request is, the most important first. {@link Routes} has the class of each route. */
public enum RequestClass {

    /** Placing an order and changing its status. */
    ORDERS,
    /**
     * Tokens, sign-up and changes to a user, which may hash a password. As important as orders but slow by design, so measured apart from
     * them.
     */
    SIGN_IN,
    /** Reading one resource by its id, and all other changes. */
    READS,
    /** Lists, search, invoices, imports, documentation, and unknown paths. */
    LISTS;

    /** The class of a request. A path in an unusual form may get {@link #LISTS}, but it is refused later anyway. */
    public static RequestClass of(String method, String path) {
        Route route = Routes.find(method, path);
        return route == null ? LISTS : route.requestClass();
    }

    /** The name in metrics. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
