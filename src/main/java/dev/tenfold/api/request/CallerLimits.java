package dev.tenfold.api.request;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Counts a request against the rate limits of its caller, once the caller is known. */
public interface CallerLimits {

    /**
     * Counts a request after its credentials were checked. Returns false if a limit was exceeded; the request is then already answered.
     * @param user the user's id; null without credentials
     */
    boolean passes(@Nullable String user, boolean admin, HttpServletRequest request, HttpServletResponse response) throws IOException;

    /** Counts a request with invalid credentials for its address, before it is answered. */
    void ofRefused(HttpServletRequest request);

    /**
     * Counts the current request as another kind too: a change of the e-mail reveals as much as a sign-up does. A policy that already
     * counts the request does not count it again.
     * @param user the user's id, for policies that count by user; null to count for the address only
     * @throws dev.tenfold.platform.failure.Failure.Limited when there were too many
     */
    void countAs(RequestKind kind, @Nullable String user, boolean admin);
}
