package dev.tenfold.platform.jdbc;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs work in a transaction (READ COMMITTED). Runs it again if PostgreSQL ended it to resolve a deadlock (40P01) or could not serialize
 * it (40001). The first attempt is rolled back, so the work must not change anything outside the database.
 */
@Component
public class Transactions {

    private static final int TRIES = 4;
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(20);

    private final TransactionTemplate transaction;

    Transactions(PlatformTransactionManager manager) {
        this.transaction = new TransactionTemplate(manager);
    }

    public <T> T run(Supplier<T> work) {
        for (int attempt = 1;; attempt++) {
            try {
                return transaction.execute(_ -> work.get());
            } catch (DataAccessException failure) {
                if (attempt == TRIES || !SqlState.of(failure).startsWith("40")) {
                    throw failure;
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(attempt * LONGEST_PAUSE.toNanos()));
            }
        }
    }

    public void run(Runnable work) {
        run(() -> {
            work.run();
            return true;
        });
    }

    /** Runs work after the current transaction has committed, or now if there is none. After a rollback it does not run. */
    public static void afterCommit(Runnable work) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            work.run();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                work.run();
            }
        });
    }
}
