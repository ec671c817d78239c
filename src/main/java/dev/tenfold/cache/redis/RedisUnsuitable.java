package dev.tenfold.cache.redis;

/** Redis answers, but must not be used as it is: reconnect, and look its name up again. */
public final class RedisUnsuitable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param why a clause for the log */
    public RedisUnsuitable(String why) {
        super(why, null, false, false);
    }
}
