package dev.tenfold.platform.datasource;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The deadline of this thread's work: after it, nobody waits for the result any more. A thread without a deadline, such as that of a job,
 * is limited only by the statement timeouts. Must be closed by the thread that started it.
 */
public final class Deadline implements AutoCloseable {

    private static final ThreadLocal<@Nullable Deadline> CURRENT = new ThreadLocal<>();

    private final long at;

    private Deadline(long at) {
        this.at = at;
    }

    /** Sets the deadline of this thread to this long from now. */
    public static Deadline start(Duration time) {
        var deadline = new Deadline(System.nanoTime() + time.toNanos());
        CURRENT.set(deadline);
        return deadline;
    }

    /** The deadline of this thread, or null if it has none. */
    static @Nullable Deadline current() {
        return CURRENT.get();
    }

    /** Whether this thread has a deadline that has passed. */
    public static boolean hasPassed() {
        Deadline deadline = CURRENT.get();
        return deadline != null && deadline.nanosLeft() <= 0;
    }

    /** Nanoseconds until this thread's deadline, at least 0 and at most {@code most}. */
    public static long nanosLeft(long most) {
        Deadline deadline = CURRENT.get();
        return deadline == null ? most : Math.max(0, Math.min(most, deadline.nanosLeft()));
    }

    /** Runs work that others wait for too, without this thread's deadline. */
    public static <T> T suspend(Supplier<T> work) {
        Deadline own = CURRENT.get();
        CURRENT.set(null);
        try {
            return work.get();
        } finally {
            CURRENT.set(own);
        }
    }

    /**
     * Milliseconds until the deadline; 0 once it has passed. PostgreSQL's driver and the pool count in milliseconds, and treat 0 as no
     * limit.
     */
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
