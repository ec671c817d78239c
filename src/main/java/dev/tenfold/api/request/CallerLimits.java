package dev.tenfold.api.request;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Counts a request against rate limits once it is known who sent it. */
public interface CallerLimits {

    /**
     * Counts a request once its credentials are checked; answers whether it passes, and has answered it where not.
     *
     * @param user whose they are; null where they name nobody
     */
    boolean passes(@Nullable String user, boolean admin, HttpServletRequest request, HttpServletResponse response) throws IOException;

    /** Counts a request whose credentials have been refused, for its address, before that is answered. */
    void ofRefused(HttpServletRequest request);

    /**
     * Counts the request at work for its address as one of another kind too: a change of the e-mail tells as much as a sign-up does. A policy that
     * counts it anyway does not count it again.
     *
     * @throws dev.tenfold.platform.failure.Failure.Limited when there were too many
     */
    void countAs(RequestKind kind, boolean admin);
}
