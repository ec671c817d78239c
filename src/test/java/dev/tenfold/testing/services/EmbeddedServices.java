package dev.tenfold.testing.services;

/** A PostgreSQL and a Redis for one test, as processes that can be frozen, killed and started again. */
public record EmbeddedServices(PostgresProcess postgres, RedisProcess redis) implements AutoCloseable {

    /** Starts both, or neither, on free ports of the loopback address. Whatever is not closed is stopped at the end of this JVM. */
    public static EmbeddedServices start(Durability durability) {
        return start(durability, "");
    }

    /** Like {@link #start}, with a Redis that still has its data after a kill. */
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
