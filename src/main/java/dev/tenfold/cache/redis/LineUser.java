package dev.tenfold.cache.redis;

/** Who keeps something that is only right while the line is up. */
public interface LineUser {

    /** The line is down: forget what can no longer be told to be wrong. Called on whatever thread noticed; must not block. */
    default void fell() {}

    /**
     * The line works again and is about to be used: do what was owed to Redis in the meantime.
     *
     * @throws RuntimeException when that cannot be done; the line then stays down, and is tried again
     */
    default void settle() {}

    /** Somebody published this on the line. Called on a thread that must not be blocked. */
    default void told(String message) {}
}
