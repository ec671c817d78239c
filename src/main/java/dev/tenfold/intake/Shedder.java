package dev.tenfold.intake;

import dev.tenfold.problem.Failure;
import org.jspecify.annotations.Nullable;

/** Says which requests are one too many, before the container has done anything for them. */
public interface Shedder {

    /**
     * Why the request is not served, or null where it may go on, and is then weighed again.
     *
     * @param path as the client sent it, without its query
     * @param waitedNanos how long it waited for its thread
     */
    @Nullable
    Failure shed(String method, String path, long waitedNanos);
}
