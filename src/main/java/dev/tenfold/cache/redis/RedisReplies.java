package dev.tenfold.cache.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Waits for the answers of Redis. */
final class RedisReplies {

    /** How many commands in a row may get no answer in time. */
    private static final int TOLERATED = 2;

    private RedisReplies() {}

    /**
     * Waits for the answer to a command; null if the answer is nil. Marks the connection as down if it cannot be used.
     * @param slow how many commands in a row got no answer in time
     * @throws RedisUnavailable when there is no answer in time, or an error
     */
    static byte @Nullable [] await(CompletionStage<byte[]> answer, Duration timeout, RedisConnectionState redis, AtomicInteger slow) {
        try {
            byte[] bytes = get(answer, timeout);
            if (slow.get() != 0) {
                slow.set(0);
            }
            return bytes;
        } catch (TimeoutException late) {
            if (slow.incrementAndGet() > TOLERATED) {
                redis.disconnect("slow", "it does not answer commands in time");
            }
            throw new RedisUnavailable("no answer in time");
        } catch (RedisException failure) {
            if (redis.isUp() && RedisServer.isUnusable(failure)) {
                redis.disconnect(failure instanceof RedisCommandExecutionException ? "refused" : "broken",
                        String.valueOf(failure.getMessage()));
            }
            throw new RedisUnavailable(String.valueOf(failure.getMessage()));
        }
    }

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
