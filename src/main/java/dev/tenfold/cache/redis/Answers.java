package dev.tenfold.cache.redis;

import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the answers of Redis. */
final class Answers {

    private Answers() {}

    /**
     * Waits for an answer.
     * @throws TimeoutException when there is none in time
     * @throws RedisException when Redis answers with an error
     * @throws RedisUnavailable when the connection was closed, or the thread was interrupted
     */
    static <T> T get(CompletionStage<T> answer, Duration timeout) throws TimeoutException {
        CompletableFuture<T> future = answer.toCompletableFuture();
        try {
            return future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failure) {
            throw switch (failure.getCause()) {
                case RuntimeException cause -> cause;
                case null, default -> new RedisException(failure);
            };
        } catch (CancellationException closed) {
            throw new RedisUnavailable("the connection was closed");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new RedisUnavailable("interrupted");
        }
    }
}
