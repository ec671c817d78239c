package dev.tenfold.api.idempotency;

import org.jspecify.annotations.Nullable;

/**
 * The result of an operation before it is written as a response.
 * @param location of a new resource
 * @param body null if the response has none
 */
public record OperationResult(int status, @Nullable String location, @Nullable Object body) {

    public static OperationResult ok(Object body) {
        return new OperationResult(200, null, body);
    }

    public static OperationResult created(@Nullable String location, Object body) {
        return new OperationResult(201, location, body);
    }

    public static OperationResult noContent() {
        return new OperationResult(204, null, null);
    }
}
