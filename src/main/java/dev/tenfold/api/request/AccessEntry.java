package dev.tenfold.api.request;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One answered request, as the access log tells it.
 *
 * @param time when it was answered
 * @param thread the thread that answered it
 * @param method the HTTP method
 * @param route the pattern that the path matched, never the path itself; {@code none} where there is no such route
 * @param status the status of the answer
 * @param nanos from the request's arrival to its answer, in nanoseconds
 * @param user the user's id; {@code anonymous} where nobody is signed in
 * @param requestId the id that the answer carries too
 * @param traceId the id of its trace, or null where it is not traced
 */
record AccessEntry(Instant time, String thread, String method, String route, int status, long nanos, String user, String requestId,
        @Nullable String traceId) {}
