package dev.tenfold.cache.redis;

/** Redis cannot be used now: continue without it. Has no stack trace: it is expected, and thrown often during an outage. */
public final class RedisUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RedisUnavailable(String why) {
        super(why, null, false, false);
    }
}
