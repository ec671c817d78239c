package dev.tenfold.messaging.outbound;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The result of an outbound request.
 * @param status the response's status, or null if there was no response
 * @param error why the request failed, or null for success: a complete response with a status of 200 to 299
 * @param retryAfter how long the receiver asks to wait, at most a day; null if it does not ask (RFC 9110, section 10.2.3)
 */
public record OutboundResponse(@Nullable Integer status, Duration took, @Nullable String error, @Nullable Duration retryAfter) {

    /** A request that failed without a usable response. */
    public static OutboundResponse failed(@Nullable Integer status, Duration took, String error) {
        return new OutboundResponse(status, took, error, null);
    }

    public boolean isSuccess() {
        return error == null;
    }
}
