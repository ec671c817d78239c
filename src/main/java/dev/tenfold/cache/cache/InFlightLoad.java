package dev.tenfold.cache.cache;

import dev.tenfold.platform.datasource.Deadline;
import dev.tenfold.platform.failure.Failure.Unavailable;
import dev.tenfold.platform.failure.ProblemCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One fetch of one value for all who ask for it at the same time in this process. Who joins has asked before any change that ends the load
 * was answered, so what it brings is never too old for them.
 */
final class InFlightLoad<V> extends CompletableFuture<Cached<V>> {

    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final long disconnects;

    /** @param disconnects how often the Redis connection had fallen when the load began */
    InFlightLoad(long disconnects) {
        this.disconnects = disconnects;
    }

    long disconnects() {
        return disconnects;
    }

    /**
     * What the load brings.
     *
     * @throws Unavailable when it brings nothing in time
     * @throws RuntimeException what the fetch failed with
     */
    Cached<V> await() {
        try {
            return get(Deadline.nanosLeft(LONGEST.toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw unavailable();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw unavailable();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(failure.getCause());
        }
    }

    private static Unavailable unavailable() {
        return Deadline.hasPassed()
                ? Unavailable.late()
                : new Unavailable(ProblemCode.OVERLOADED, "The value could not be loaded in time", RETRY_AFTER);
    }
}
