package dev.tenfold.api.idempotency;

import org.jspecify.annotations.Nullable;

/** What a request came to, before it is written: a status, where the new thing is, and what is said of it. */
public record OperationResult(int status, @Nullable String location, Object body) {

    public static OperationResult ok(Object body) {
        return new OperationResult(200, null, body);
    }

    public static OperationResult created(@Nullable String location, Object body) {
        return new OperationResult(201, location, body);
    }
}
