package dev.tenfold.intake;

/** How long a request waited for one of Tomcat's threads, from the moment that its first bytes (or the rest of its body) were there. */
public final class ThreadWait {

    private static final ThreadLocal<long[]> NANOS = ThreadLocal.withInitial(() -> new long[1]);

    private ThreadWait() {}

    static void set(long nanos) {
        NANOS.get()[0] = nanos;
    }

    /** What {@link #take} will tell. */
    static long look() {
        return NANOS.get()[0];
    }

    /** ns that the request of this thread waited; 0 for one that followed another without a pause, and on any other thread. Tells it once. */
    public static long take() {
        long[] nanos = NANOS.get();
        long waited = nanos[0];
        nanos[0] = 0;
        return waited;
    }
}
