package dev.tenfold.cache.redis;

/** Redis cannot be relied on now: do without. Carries no stack trace: it is expected, and thrown often while it lasts. */
public final class RedisUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RedisUnavailable(String why) {
        super(why, null, false, false);
    }
}
