package dev.tenfold.cache.cache;

import dev.tenfold.cache.cache.OwedRepository.Owed;
import dev.tenfold.cache.redis.LineUser;
import dev.tenfold.cache.redis.RedisDown;
import dev.tenfold.cache.redis.RedisLine;
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
 * dies between its commit and Redis, or cannot reach Redis, another tells Redis within two seconds; and a line that was down does not come up
 * before all that is written down has been told.
 */
@Component
class Invalidations implements LineUser {

    private static final int BATCH = 500;
    private static final int REMEMBERED = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(Invalidations.class);

    private final OwedRepository owed;
    private final Leases leases;
    private final NearCache near;
    private final RedisLine line;
    private final BlockingQueue<Long> told = new ArrayBlockingQueue<>(REMEMBERED); // what does not fit is told once more, and crossed out then

    Invalidations(OwedRepository owed, Leases leases, NearCache near, RedisLine line) {
        this.owed = owed;
        this.leases = leases;
        this.near = near;
        this.line = line;
    }

    /**
     * Removes a value when the transaction that this thread is in has committed.
     *
     * @throws IllegalStateException when there is none
     */
    void afterCommit(Key key) {
        for (TransactionSynchronization other : TransactionSynchronizationManager.getSynchronizations()) {
            if (other instanceof Removal removal) {
                removal.keys.add(key);
                return;
            }
        }
        TransactionSynchronizationManager.registerSynchronization(new Removal(key));
    }

    private void tell(List<Key> keys, List<Long> positions) {
        try {
            if (!line.owes()) {
                leases.invalidate(keys);
                positions.forEach(told::offer);
            }
        } catch (RedisDown unreachable) {
            line.fall("untold", "it could not be told of a change"); // from now on this process reads from the database
        } finally {
            keys.forEach(key -> near.forget(key.name()));
        }
    }

    /** Crosses out what was told, and tells what somebody else wrote down and did not tell. */
    @Scheduled(fixedDelayString = "500ms")
    void relay() {
        if (!line.isUp()) {
            return;
        }
        try {
            crossOut();
            pay(owed.overdue(BATCH), leases::invalidate);
        } catch (RedisDown unreachable) {
            line.fall("untold", "it could not be told of a change");
        } catch (DataAccessException away) {
            LOG.debug("What is owed to Redis cannot be read", away);
        }
    }

    private void crossOut() {
        List<Long> positions = new ArrayList<>();
        told.drainTo(positions);
        owed.remove(positions);
    }

    /** Tells all that is written down, whoever wrote it: nothing that Redis kept through the outage is believed before. */
    @Override
    public void settle() {
        for (List<Owed> left = owed.all(BATCH); !left.isEmpty(); left = owed.all(BATCH)) {
            pay(left, leases::settle);
        }
    }

    /** Each key once, because what changes often, a generation above all, is written down with every change. */
    private void pay(List<Owed> left, Consumer<Collection<Key>> tell) {
        tell.accept(left.stream().map(Owed::key).distinct().toList());
        owed.remove(left.stream().map(Owed::position).toList());
    }

    /** What one transaction changes. */
    private final class Removal implements TransactionSynchronization {

        private final Set<Key> keys = new LinkedHashSet<>();
        private List<Long> positions = List.of();

        Removal(Key key) {
            keys.add(key);
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            positions = owed.add(List.copyOf(keys));
        }

        @Override
        public void afterCommit() {
            tell(List.copyOf(keys), positions);
        }
    }
}
