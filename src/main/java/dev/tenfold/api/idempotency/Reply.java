package dev.tenfold.api.idempotency;

import org.jspecify.annotations.Nullable;

/** What a request came to, before it is written: a status, where the new thing is, and what is said of it. */
public record Reply(int status, @Nullable String location, Object body) {

    public static Reply ok(Object body) {
        return new Reply(200, null, body);
    }

    public static Reply created(@Nullable String location, Object body) {
        return new Reply(201, location, body);
    }
}
