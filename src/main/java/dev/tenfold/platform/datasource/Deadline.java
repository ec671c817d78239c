package dev.tenfold.platform.datasource;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The moment after which nobody waits for what this thread does. A thread without a deadline, as those of jobs are, is held to the limits on
 * statements only. To be closed by the thread that started it.
 */
public final class Deadline implements AutoCloseable {

    private static final ThreadLocal<@Nullable Deadline> CURRENT = new ThreadLocal<>();

    private final long at;

    private Deadline(long at) {
        this.at = at;
    }

    /** Gives this thread so long. */
    public static Deadline start(Duration time) {
        var deadline = new Deadline(System.nanoTime() + time.toNanos());
        CURRENT.set(deadline);
        return deadline;
    }

    /** This thread's, or null where it has none. */
    static @Nullable Deadline current() {
        return CURRENT.get();
    }

    /** Whether this thread has a deadline, and it has passed. */
    public static boolean hasPassed() {
        Deadline deadline = CURRENT.get();
        return deadline != null && deadline.nanosLeft() <= 0;
    }

    /** The time until this thread's deadline, in nanoseconds and never below 0, or {@code most} where that is less. */
    public static long nanosLeft(long most) {
        Deadline deadline = CURRENT.get();
        return deadline == null ? most : Math.max(0, Math.min(most, deadline.nanosLeft()));
    }

    /** Does what others wait for as well: this thread's deadline does not end it. */
    public static <T> T suspend(Supplier<T> work) {
        Deadline own = CURRENT.get();
        CURRENT.set(null);
        try {
            return work.get();
        } finally {
            CURRENT.set(own);
        }
    }

    /** Milliseconds until it, 0 once it has passed: PostgreSQL's driver and the pool count in these, and take 0 for no limit. */
    long millisLeft() {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(nanosLeft()));
    }

    private long nanosLeft() {
        return at - System.nanoTime();
    }

    @Override
    public void close() {
        CURRENT.set(null);
    }
}
