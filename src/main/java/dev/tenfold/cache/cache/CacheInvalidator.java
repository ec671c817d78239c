package dev.tenfold.cache.cache;

import dev.tenfold.cache.cache.PendingInvalidationRepository.PendingInvalidation;
import dev.tenfold.cache.redis.RedisConnectionListener;
import dev.tenfold.cache.redis.RedisConnectionState;
import dev.tenfold.cache.redis.RedisUnavailable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Removes from the caches what a transaction changed, after its commit and before its caller hears of it. What is to be removed is also
 * written down in the transaction itself (a transactional outbox of its own), and crossed out once Redis has been told. So when a process
 * dies between its commit and Redis, or cannot reach Redis, another tells Redis within two seconds; and a Redis connection that was down does not come up
 * before all that is written down has been told.
 */
@Component
class CacheInvalidator implements RedisConnectionListener {

    private static final int BATCH = 500;
    private static final int REMEMBERED = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(CacheInvalidator.class);

    private final PendingInvalidationRepository pending;
    private final Leases leases;
    private final LocalCache local;
    private final RedisConnectionState redis;
    private final BlockingQueue<Long> done = new ArrayBlockingQueue<>(REMEMBERED); // what does not fit is told once more, and crossed out then

    CacheInvalidator(PendingInvalidationRepository owed, Leases leases, LocalCache local, RedisConnectionState redis) {
        this.pending = owed;
        this.leases = leases;
        this.local = local;
        this.redis = redis;
    }

    /**
     * Removes a value when the transaction that this thread is in has committed.
     *
     * @throws IllegalStateException when there is none
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
                leases.invalidate(keys);
                positions.forEach(done::offer);
            }
        } catch (RedisUnavailable unreachable) {
            redis.disconnect("untold", "it could not be told of a change"); // from now on this process reads from the database
        } finally {
            keys.forEach(key -> local.evict(key.name()));
        }
    }

    /** Crosses out what was told, and tells what somebody else wrote down and did not tell. */
    @Scheduled(fixedDelayString = "500ms")
    void retryPending() {
        if (!redis.isUp()) {
            return;
        }
        try {
            removeDone();
            invalidatePending(pending.overdue(BATCH), leases::invalidate);
        } catch (RedisUnavailable unreachable) {
            redis.disconnect("untold", "it could not be told of a change");
        } catch (DataAccessException away) {
            LOG.debug("What is owed to Redis cannot be read", away);
        }
    }

    private void removeDone() {
        List<Long> positions = new ArrayList<>();
        done.drainTo(positions);
        pending.remove(positions);
    }

    /** Tells all that is written down, whoever wrote it: nothing that Redis kept through the outage is believed before. */
    @Override
    public void onReconnecting() {
        for (List<PendingInvalidation> left = pending.all(BATCH); !left.isEmpty(); left = pending.all(BATCH)) {
            invalidatePending(left, leases::settle);
        }
    }

    /** Each key once, because what changes often, a generation above all, is written down with every change. */
    private void invalidatePending(List<PendingInvalidation> left, Consumer<Collection<CacheKey>> tell) {
        tell.accept(left.stream().map(PendingInvalidation::key).distinct().toList());
        pending.remove(left.stream().map(PendingInvalidation::position).toList());
    }

    /** What one transaction changes. */
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
