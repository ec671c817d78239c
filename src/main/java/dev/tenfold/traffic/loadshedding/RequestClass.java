package dev.tenfold.traffic.loadshedding;

import java.util.Locale;

/** How much a request matters, the most important first. It is told from its method and path alone: nothing else is known yet. */
enum RequestClass {

    /** Placing an order and moving it. */
    ORDERS,
    /** Tokens, sign-up and changes of a user, which may hash a password: as important as orders, and slow by design, so measured apart from them. */
    SIGN_IN,
    /** One thing by its id, and all other changes. */
    READS,
    /** Lists, search, reports, bulk work, documentation, and whatever is unknown. */
    LISTS;

    private static final String API = "/api/";

    /** The class of a request. Paths are as the client sent them; those that are written oddly are refused later, so it does not matter which they get. */
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

    /** As metrics name it. */
    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
