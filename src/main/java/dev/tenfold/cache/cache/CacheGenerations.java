package dev.tenfold.cache.cache;

import dev.tenfold.cache.cache.CacheGenerationRepository.CacheGeneration;
import dev.tenfold.cache.redis.RedisUnsuitable;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The generation of the values in Redis. Each value is stored with its generation, and only values of the current one are used. A Redis that
 * comes back after a restart may hold values from before changes that were invalidated since, and so may a replica that takes over. So each
 * server that is not the one used before begins another generation. PostgreSQL has the current one, because no Redis knows
 * which invalidations it missed.
 */
@Component
class CacheGenerations {

    /** How long an instance whose server was replaced waits before it makes the others use its own. */
    private static final long YIELD_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final Logger LOG = LoggerFactory.getLogger(CacheGenerations.class);

    private final CacheGenerationRepository generations;
    private volatile String current = "none";
    private volatile long yieldUntil = System.nanoTime();

    CacheGenerations(CacheGenerationRepository generations) {
        this.generations = generations;
    }

    /** The generation of the server that is used, or was used last. */
    String current() {
        return current;
    }

    /**
     * Takes the generation of a server that is about to be used, and begins one if all instances used another server until now.
     * @throws RedisUnsuitable when the other instances have just left this server for another
     * @throws org.springframework.dao.DataAccessException when the database fails
     */
    void use(String server) {
        CacheGeneration found = generations.current();
        if (!found.server().equals(server)) {
            if (System.nanoTime() - yieldUntil < 0) {
                throw new RedisUnsuitable("the other instances use another server");
            }
            if (generations.begin(UUID.randomUUID().toString().substring(0, 18), server)) {
                LOG.info("Redis has started or was replaced: values from before are not used");
            }
            found = generations.current();
        }
        if (!found.server().equals(server)) {
            throw new RedisUnsuitable("another instance has begun to use another server");
        }
        current = found.generation();
    }

    /** Whether the server is still the one that all instances use. If not, this instance does not begin a generation of its own for 10 s. */
    boolean isCurrent() {
        boolean same = generations.isCurrent(current);
        if (!same) {
            yieldUntil = System.nanoTime() + YIELD_NANOS;
        }
        return same;
    }
}
