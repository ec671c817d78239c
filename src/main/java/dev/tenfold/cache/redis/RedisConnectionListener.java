package dev.tenfold.cache.redis;

/** Who keeps something that is only right while the connection is up. */
public interface RedisConnectionListener {

    /** The connection is down: forget what can no longer be told to be wrong. Called on whatever thread noticed; must not block. */
    default void onDisconnected() {}

    /**
     * The connection works again and is about to be used: do what was owed to Redis in the meantime.
     *
     * @throws RuntimeException when that cannot be done; the connection then stays down, and is tried again
     */
    default void onReconnecting() {}

    /** Somebody published this on the connection. Called on a thread that must not be blocked. */
    default void onMessage(String message) {}
}
