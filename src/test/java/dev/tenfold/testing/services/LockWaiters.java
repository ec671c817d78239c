package dev.tenfold.testing.services;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.awaitility.Awaitility.await;

/** Sessions that wait for a lock of the transaction that a test has begun. */
public final class LockWaiters {

    private LockWaiters() {}

    /** Waits until exactly one session waits for a lock of this thread's transaction. */
    public static void awaitOne(JdbcClient jdbc) {
        await().pollInSameThread().until(
                () -> jdbc.sql("SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))")
                        .query(Integer.class).single() == 1);
    }
}
