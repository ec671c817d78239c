package dev.tenfold.outbound;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What came of a request.
 *
 * @param status of the answer, or null where there was none
 * @param error why it is no success, or null where it is one: a complete answer with a status of 200 to 299
 */
public record Answer(@Nullable Integer status, Duration took, @Nullable String error) {

    public boolean isSuccess() {
        return error == null;
    }
}
