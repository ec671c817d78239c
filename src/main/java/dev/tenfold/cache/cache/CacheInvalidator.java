package dev.tenfold.cache.cache;

import dev.tenfold.cache.cache.PendingInvalidationRepository.PendingInvalidation;
import dev.tenfold.cache.redis.RedisConnectionListener;
import dev.tenfold.cache.redis.RedisConnectionState;
import dev.tenfold.cache.redis.RedisUnavailable;
import dev.tenfold.cache.redis.RedisUnsuitable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Removes from the caches what a transaction changed, after the commit and before the caller gets its response. The keys are also written
 * to a table in the same transaction (a transactional outbox of its own), and deleted from it once Redis has done the invalidation. So if
 * a process dies between its commit and Redis, or cannot reach Redis, another process does the invalidation within two seconds. A Redis
 * connection that was down is not used again before all invalidations in the table are done.
 */
@Component
class CacheInvalidator implements RedisConnectionListener {

    private static final int BATCH = 500;
    private static final int MAX_COMPLETED = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(CacheInvalidator.class);

    private final PendingInvalidationRepository pending;
    private final Leases leases;
    private final LocalCache local;
    private final RedisConnectionState redis;
    private final CacheGenerations generations;
    /** An entry that does not fit is invalidated once more and deleted then. */
    private final BlockingQueue<CompletedInvalidation> completed = new ArrayBlockingQueue<>(MAX_COMPLETED);

    /**
     * An invalidation that Redis has done.
     * @param generation of the values that it removed. If another generation has begun since, it must be done again
     */
    private record CompletedInvalidation(long position, String generation) {}

    CacheInvalidator(PendingInvalidationRepository pending, Leases leases, LocalCache local, RedisConnectionState redis,
            CacheGenerations generations) {
        this.pending = pending;
        this.generations = generations;
        this.leases = leases;
        this.local = local;
        this.redis = redis;
    }

    /**
     * Removes a value from all caches when the current transaction has committed.
     * @throws IllegalStateException when there is no transaction
     */
    void afterCommit(CacheKey key) {
        for (TransactionSynchronization other : TransactionSynchronizationManager.getSynchronizations()) {
            if (other instanceof Removal removal) {
                removal.keys.add(key);
                return;
            }
        }
        TransactionSynchronizationManager.registerSynchronization(new Removal(key));
    }

    private void publish(List<CacheKey> keys, List<Long> positions) {
        try {
            if (!redis.mustDefer()) {
                String generation = generations.current();
                leases.invalidate(keys);
                positions.forEach(position -> completed.offer(new CompletedInvalidation(position, generation)));
            }
        } catch (RedisUnavailable unreachable) {
            redis.disconnect("unconfirmed", "it did not confirm an invalidation"); // from now on this process reads from the database
        } finally {
            keys.forEach(key -> local.evict(key.name()));
        }
    }

    /**
     * Deletes the table rows whose invalidations are done, and does the overdue invalidations of other processes. Disconnects if the other
     * instances have begun to use another server.
     */
    void retryPending() {
        if (!redis.isUp()) {
            return;
        }
        try {
            if (!generations.isCurrent()) {
                redis.disconnect("replaced", "the other instances use another server");
                return;
            }
            removeCompleted();
            invalidatePending(pending.overdue(BATCH), leases::invalidate);
        } catch (RedisUnavailable unreachable) {
            redis.disconnect("unconfirmed", "it did not confirm an invalidation");
        } catch (DataAccessException away) {
            LOG.debug("Could not read the pending invalidations", away);
        }
    }

    private void removeCompleted() {
        List<CompletedInvalidation> all = new ArrayList<>();
        completed.drainTo(all);
        all.stream()
                .collect(Collectors.groupingBy(CompletedInvalidation::generation,
                        Collectors.mapping(CompletedInvalidation::position, Collectors.toList())))
                .forEach((generation, positions) -> pending.remove(positions, generation));
    }

    /** Does all invalidations in the table, from every process. Before that, no value that Redis held through the outage may be used. */
    @Override
    public void onReconnecting(String server) {
        generations.use(server);
        for (List<PendingInvalidation> left = pending.all(BATCH); !left.isEmpty(); left = pending.all(BATCH)) {
            invalidatePending(left, leases::settle);
            if (!generations.isCurrent()) {
                throw new RedisUnsuitable("another instance has begun to use another server");
            }
        }
    }

    /**
     * Invalidates each key once, although it may be in the table many times: a key version, for example, is written with every change.
     */
    private void invalidatePending(List<PendingInvalidation> left, Consumer<Collection<CacheKey>> invalidate) {
        String generation = generations.current();
        invalidate.accept(left.stream().map(PendingInvalidation::key).distinct().toList());
        pending.remove(left.stream().map(PendingInvalidation::position).toList(), generation);
    }

    /** The invalidations of one transaction. */
    private final class Removal implements TransactionSynchronization {

        private final Set<CacheKey> keys = new LinkedHashSet<>();
        private List<Long> positions = List.of();

        Removal(CacheKey key) {
            keys.add(key);
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            positions = pending.add(List.copyOf(keys));
        }

        @Override
        public void afterCommit() {
            publish(List.copyOf(keys), positions);
        }
    }
}
