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
 * One load of one value, shared by all callers in this process that ask for it at the same time. A change ends the load before the change
 * is confirmed to its caller. So every caller that joins the load asked before that, and gets no value that is too old.
 */
final class InFlightLoad<V> extends CompletableFuture<Cached<V>> {

    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final long disconnects;

    /** @param disconnects how many times the Redis connection had been lost when the load began */
    InFlightLoad(long disconnects) {
        this.disconnects = disconnects;
    }

    long disconnects() {
        return disconnects;
    }

    /**
     * Waits for the value.
     * @throws Unavailable when the load does not end in time
     * @throws RuntimeException the failure of the load
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
