package dev.tenfold.testing.services;

/** A PostgreSQL and a Redis of one's own, as processes that can be frozen, killed and started again. */
public record EmbeddedServices(PostgresProcess postgres, RedisProcess redis) implements AutoCloseable {

    /** Starts both, or neither, on free ports of the loopback address. What is not closed stops at the end of this JVM. */
    public static EmbeddedServices start(Durability durability) {
        return start(durability, "");
    }

    /** As {@link #start}, with a Redis that has after a kill what it had answered for before. */
    public static EmbeddedServices startKeepingRedis(Durability durability) {
        return start(durability, "appendonly yes");
    }

    private static EmbeddedServices start(Durability durability, String more) {
        QuietLogging.please();
        var redis = RedisProcess.launch(more);
        try {
            return new EmbeddedServices(PostgresProcess.launch(durability), redis);
        } catch (RuntimeException e) {
            redis.close();
            throw e;
        }
    }

    public Services addresses() {
        return new Services(postgres.address(), redis.address());
    }

    /** Stops both and removes their data. A second call does nothing. */
    @Override
    public void close() {
        redis.close();
        postgres.close();
    }
}
