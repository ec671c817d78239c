package dev.tenfold.api.route;

import java.util.List;
import java.util.stream.Stream;

/**
 * A route of the service.
 * @param method GET includes HEAD
 * @param pattern {@code *} is one segment of the path, such as an id; {@code /**} at the end is any path below
 * @param versions the versions of the API that have it, if its path has a version
 * @param isCached whether the response cache and NGINX may keep its answers; the handler must allow it for each answer too
 * @param isUpload whether the body is a file: it is read while it arrives, and it may be longer than other bodies
 * @param hasLongBody whether the body may be longer than usual, because it has a long text
 */
public record Route(String method, String pattern, List<ApiVersion> versions, Access access, RequestClass requestClass, boolean isCached,
        boolean isUpload, boolean hasLongBody, PathRule rule) {

    static Route of(String method, String pattern, Access access, RequestClass requestClass) {
        return new Route(method, pattern, List.of(ApiVersion.values()), access, requestClass, false, false, false, PathRule.of(pattern));
    }

    /** The route in these versions only: {@code 1} is one version, {@code 2+} is this one and all later ones. */
    Route in(String condition) {
        return new Route(method, pattern, ApiVersion.declared(condition), access, requestClass, isCached, isUpload, hasLongBody, rule);
    }

    Route cached() {
        return new Route(method, pattern, versions, access, requestClass, true, isUpload, hasLongBody, rule);
    }

    Route upload() {
        return new Route(method, pattern, versions, access, requestClass, isCached, true, hasLongBody, rule);
    }

    Route longBody() {
        return new Route(method, pattern, versions, access, requestClass, isCached, isUpload, true, rule);
    }

    /** This route with the path of each version. */
    Stream<Route> inEachVersion() {
        return ApiVersion.paths(pattern, versions).map(path -> new Route(method, path, versions, access, requestClass, isCached, isUpload,
                hasLongBody, PathRule.of(path)));
    }
}
