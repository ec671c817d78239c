package dev.tenfold.api.request;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request in the access log.
 * @param time when the response was finished
 * @param thread the thread that finished it
 * @param method the HTTP method
 * @param route the route's pattern, never the path itself; {@code none} if there is no such route
 * @param status the status of the response
 * @param nanos nanoseconds from the arrival of the request to the end of the response
 * @param user the user's id; {@code anonymous} without credentials
 * @param requestId the request id, which the response has too
 * @param traceId the id of its trace, or null if it is not traced
 */
record AccessEntry(Instant time, String thread, String method, String route, int status, long nanos, String user, String requestId,
        @Nullable String traceId) {}
