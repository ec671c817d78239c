package dev.tenfold.cache.redis;

/** Redis cannot be relied on now: do without. Carries no stack trace: it is expected, and thrown often while it lasts. */
public final class RedisDown extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RedisDown(String why) {
        super(why, null, false, false);
    }
}
