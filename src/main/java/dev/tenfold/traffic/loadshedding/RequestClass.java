package dev.tenfold.traffic.loadshedding;

import java.util.Locale;

/**
 * How important a request is, the most important first. Decided from the method and the path alone, because nothing else is known yet.
 */
enum RequestClass {

    /** Placing an order and changing its status. */
    ORDERS,
    /**
     * Tokens, sign-up and changes to a user, which may hash a password. As important as orders but slow by design, so measured apart from
     * them.
     */
    SIGN_IN,
    /** Reading one resource by its id, and all other changes. */
    READS,
    /** Lists, search, reports, bulk operations, documentation, and unknown paths. */
    LISTS;

    private static final String API = "/api/";

    /**
     * The class of a request. The path is as the client sent it. A path in an unusual form may get a wrong class, but it is refused later
     * anyway.
     */
    static RequestClass of(String method, String path) {
        if (!path.startsWith(API)) {
            return outsideOfApi(path);
        }
        int collection = path.indexOf('/', API.length()) + 1;
        int rest = collection == 0 ? 0 : path.indexOf('/', collection) + 1;
        boolean isOfOne = rest > 0;
        if (method.equals("GET") || method.equals("HEAD")) {
            return isOfOne ? READS : LISTS;
        }
        if (path.startsWith("orders", collection)) {
            return !isOfOne || isMove(path) ? ORDERS : LISTS;
        }
        if (path.startsWith("auth/", collection) || (path.startsWith("users", collection) && (!isOfOne || method.equals("PATCH")))) {
            return SIGN_IN;
        }
        return path.endsWith("/import") ? LISTS : READS;
    }

    private static RequestClass outsideOfApi(String path) {
        return path.startsWith("/.well-known/") || path.startsWith("/actuator/") ? READS : LISTS;
    }

    private static boolean isMove(String path) {
        return path.endsWith("/pay") || path.endsWith("/cancel") || path.endsWith("/ship") || path.endsWith("/deliver");
    }

    /** The name in metrics. */
    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
