package dev.tenfold.api.route;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

import static dev.tenfold.api.route.Access.ADMIN;
import static dev.tenfold.api.route.Access.PUBLIC;
import static dev.tenfold.api.route.Access.SIGNED_IN;
import static dev.tenfold.api.route.RequestClass.LISTS;
import static dev.tenfold.api.route.RequestClass.READS;
import static dev.tenfold.api.route.RequestClass.SIGN_IN;

/**
 * All routes of the service. Spring Security, overload protection, the response cache, the limit of uploads and the OpenAPI document read
 * this table. A route that is not in it is denied. {@code RouteTableTest} compares the table with the controllers, and
 * {@code NginxRoutesTest} with the configuration of NGINX.
 */
public final class Routes {

    public static final String ORDERS = ApiVersion.ROOT + "/orders";
    public static final String PRODUCTS = ApiVersion.ROOT + "/products";
    public static final String IMPORT = PRODUCTS + "/import";
    public static final String USERS = ApiVersion.ROOT + "/users";
    public static final String AUTH = ApiVersion.ROOT + "/auth";
    public static final String TOKEN = AUTH + "/token";
    public static final String PASSWORD_RESET = AUTH + "/password-reset";
    public static final String EMAIL_VERIFICATION = USERS + "/me/email-verification";
    public static final String JOBS = ApiVersion.ROOT + "/jobs";
    public static final String WEBHOOKS = ApiVersion.ROOT + "/webhooks";
    public static final String ORDER_REPORTS = ApiVersion.ROOT + "/reports/orders";
    public static final String PAYMENT_EVENTS = ApiVersion.ROOT + "/payments/events";
    public static final String AUDIT_EVENTS = ApiVersion.ROOT + "/audit-events";
    public static final String KEYS = "/.well-known/jwks.json";
    public static final String PROBLEMS = "/problems";
    public static final String DOCUMENTS = "/v3/api-docs";
    public static final String ACTUATOR = "/actuator/";

    /** The first route that matches decides. The most frequent ones come first, because rules are checked in order. Each has a row for each version. */
    private static final List<Route> ALL = Stream.of(
            post(ORDERS, SIGNED_IN, RequestClass.ORDERS),
            get(PRODUCTS + "/*", PUBLIC, READS).cached(),
            get(PRODUCTS, PUBLIC, LISTS).cached(),
            get(PRODUCTS + "/*/stock", PUBLIC, READS),
            get(ORDERS + "/*", SIGNED_IN, READS),
            get(ORDERS, SIGNED_IN, LISTS),
            post(ORDERS + "/*/pay", ADMIN, RequestClass.ORDERS).in("1"),
            post(ORDERS + "/*/payments", ADMIN, RequestClass.ORDERS).in("2+"),
            post(PAYMENT_EVENTS, PUBLIC, RequestClass.ORDERS),
            post(ORDERS + "/*/cancel", SIGNED_IN, RequestClass.ORDERS),
            post(ORDERS + "/*/ship", ADMIN, RequestClass.ORDERS),
            post(ORDERS + "/*/deliver", ADMIN, RequestClass.ORDERS),
            post(ORDERS + "/*/invoice", SIGNED_IN, LISTS),

            post(TOKEN, PUBLIC, SIGN_IN),
            post(AUTH + "/refresh", PUBLIC, SIGN_IN),
            post(AUTH + "/logout", PUBLIC, SIGN_IN),
            post(PASSWORD_RESET, PUBLIC, SIGN_IN),
            post(PASSWORD_RESET + "/confirm", PUBLIC, SIGN_IN),
            get(KEYS, PUBLIC, READS),

            post(USERS, PUBLIC, SIGN_IN),
            post(EMAIL_VERIFICATION, SIGNED_IN, READS),
            post(EMAIL_VERIFICATION + "/confirm", PUBLIC, READS),
            get(USERS, ADMIN, LISTS),
            get(USERS + "/me", SIGNED_IN, READS),
            get(USERS + "/*", SIGNED_IN, READS),
            Route.of("PATCH", USERS + "/*", SIGNED_IN, SIGN_IN),
            Route.of("DELETE", USERS + "/*", SIGNED_IN, READS),

            post(PRODUCTS, ADMIN, READS).longBody(),
            post(IMPORT, ADMIN, LISTS).upload(),
            Route.of("PUT", PRODUCTS + "/*", ADMIN, READS).longBody(),
            Route.of("PATCH", PRODUCTS + "/*", ADMIN, READS).longBody(),
            Route.of("DELETE", PRODUCTS + "/*", ADMIN, READS),
            post(PRODUCTS + "/*/stock-adjustments", ADMIN, READS),

            get(JOBS, ADMIN, LISTS),
            get(JOBS + "/*", SIGNED_IN, READS),
            get(JOBS + "/*/result", SIGNED_IN, READS),
            post(JOBS + "/*/retry", ADMIN, READS),
            post(JOBS + "/retry", ADMIN, READS),
            post(ORDER_REPORTS, ADMIN, READS),
            get(AUDIT_EVENTS, ADMIN, LISTS),

            get(WEBHOOKS, ADMIN, LISTS),
            post(WEBHOOKS, ADMIN, READS),
            get(WEBHOOKS + "/*", ADMIN, READS),
            Route.of("PATCH", WEBHOOKS + "/*", ADMIN, READS),
            Route.of("DELETE", WEBHOOKS + "/*", ADMIN, READS),
            post(WEBHOOKS + "/*/secret", ADMIN, READS),
            get(WEBHOOKS + "/*/deliveries", ADMIN, LISTS),
            post(WEBHOOKS + "/*/deliveries/*/redeliver", ADMIN, READS),

            get(ACTUATOR + "health/**", PUBLIC, READS),
            get(ACTUATOR + "info", PUBLIC, READS),
            get(ACTUATOR + "prometheus", PUBLIC, READS),

            get("/", PUBLIC, LISTS),
            get(PROBLEMS + "/**", PUBLIC, LISTS),
            get(DOCUMENTS + "/**", PUBLIC, LISTS),
            get(DOCUMENTS + ".yaml/**", PUBLIC, LISTS),
            get("/swagger-ui.html", PUBLIC, LISTS),
            get("/swagger-ui/**", PUBLIC, LISTS)).flatMap(Route::inEachVersion).toList();

    private static final Map<String, Route[]> BY_METHOD = ALL.stream().collect(Collectors.groupingBy(Route::method,
            Collectors.collectingAndThen(Collectors.toList(), routes -> routes.toArray(Route[]::new))));
    private static final Route[] NONE = {};
    private static final Route[] CACHED = ALL.stream().filter(Route::isCached).toArray(Route[]::new);
    private static final Route[] UPLOADS = ALL.stream().filter(Route::isUpload).toArray(Route[]::new);

    private Routes() {}

    private static Route get(String pattern, Access access, RequestClass requestClass) {
        return Route.of("GET", pattern, access, requestClass);
    }

    private static Route post(String pattern, Access access, RequestClass requestClass) {
        return Route.of("POST", pattern, access, requestClass);
    }

    /** All routes, in the order in which they are matched. */
    public static List<Route> all() {
        return ALL;
    }

    /**
     * The route of a request, or null. Creates no objects: requests ask before they have a thread.
     * @param path decoded and without path parameters, or a template such as {@code /api/v1/orders/{id}}
     */
    public static @Nullable Route find(String method, String path) {
        return first(BY_METHOD.getOrDefault(method.equals("HEAD") ? "GET" : method, NONE), path);
    }

    /** Whether anybody may send this request. False if there is no such route. */
    public static boolean isPublic(String method, String path) {
        Route route = find(method, path);
        return route != null && route.access() == PUBLIC;
    }

    /** The first route of each method at a path. */
    public static List<Route> at(String path) {
        return BY_METHOD.values().stream().map(routes -> first(routes, path)).filter(Objects::nonNull).toList();
    }

    /** Whether answers to a GET may be cached. */
    public static boolean isCached(String path) {
        return first(CACHED, path) != null;
    }

    public static boolean isUpload(String method, String path) {
        Route route = first(UPLOADS, path);
        return route != null && route.method().equals(method);
    }

    public static boolean hasLongBody(String method, String path) {
        Route route = find(method, path);
        return route != null && route.hasLongBody();
    }

    private static @Nullable Route first(Route[] routes, String path) {
        for (Route route : routes) {
            if (route.rule().matches(path)) {
                return route;
            }
        }
        return null;
    }
}
