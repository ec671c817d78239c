package dev.tenfold.api.route;

/**
 * A route of the service.
 * @param method GET includes HEAD
 * @param pattern {@code *} is one segment of the path, such as an id; {@code /**} at the end is any path below
 * @param isCached whether the response cache and NGINX may keep its answers; the handler must allow it for each answer too
 * @param isUpload whether the body is a file: it is read while it arrives, and it may be longer than other bodies
 * @param hasLongBody whether the body may be longer than usual, because it has a long text
 */
public record Route(String method, String pattern, Access access, RequestClass requestClass, boolean isCached, boolean isUpload,
        boolean hasLongBody, PathRule rule) {

    static Route of(String method, String pattern, Access access, RequestClass requestClass) {
        return new Route(method, pattern, access, requestClass, false, false, false, PathRule.of(pattern));
    }

    Route cached() {
        return new Route(method, pattern, access, requestClass, true, isUpload, hasLongBody, rule);
    }

    Route upload() {
        return new Route(method, pattern, access, requestClass, isCached, true, hasLongBody, rule);
    }

    Route longBody() {
        return new Route(method, pattern, access, requestClass, isCached, isUpload, true, rule);
    }
}
