package dev.tenfold.cache.redis;

/** Implemented by a class that keeps state which is only valid while the Redis connection is up. */
public interface RedisConnectionListener {

    /** The connection is lost: clear local state, because invalidations can no longer arrive. Called on any thread; must not block. */
    default void onDisconnected() {}

    /**
     * The connection works again and is about to be used: send to Redis what could not be sent during the outage.
     * @param server which server answers: a text that is another one after each restart and each promotion
     * @throws RuntimeException when that fails; the connection then stays down and is tried again later
     */
    default void onReconnecting(String server) {}

    /** A message was published on the channel. Called on a thread that must not be blocked. */
    default void onMessage(String message) {}
}
