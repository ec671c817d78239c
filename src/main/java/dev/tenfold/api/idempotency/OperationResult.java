package dev.tenfold.api.idempotency;

import org.jspecify.annotations.Nullable;

/** The result of an operation before it is written as a response: a status, the location of a new resource, and the body. */
public record OperationResult(int status, @Nullable String location, Object body) {

    public static OperationResult ok(Object body) {
        return new OperationResult(200, null, body);
    }

    public static OperationResult created(@Nullable String location, Object body) {
        return new OperationResult(201, location, body);
    }
}
