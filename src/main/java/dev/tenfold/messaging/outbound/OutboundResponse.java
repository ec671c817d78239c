package dev.tenfold.messaging.outbound;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What came of a request.
 *
 * @param status of the answer, or null where there was none
 * @param error why it is no success, or null where it is one: a complete answer with a status of 200 to 299
 * @param retryAfter how long the receiver asks to be left alone, a day at most; null where it does not ask (RFC 9110, section 10.2.3)
 */
public record OutboundResponse(@Nullable Integer status, Duration took, @Nullable String error, @Nullable Duration retryAfter) {

    /** What failed without an answer that could be used. */
    public static OutboundResponse failed(@Nullable Integer status, Duration took, String error) {
        return new OutboundResponse(status, took, error, null);
    }

    public boolean isSuccess() {
        return error == null;
    }
}
