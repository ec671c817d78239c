package dev.tenfold.platform.datasource;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * While the database is down, tries to connect until it is back. HikariCP would do that itself, but with pauses of up to 5 s, in which
 * requests would still fail after the database is back. A pool opens its connections one after the other, so there is only one attempt at
 * a time.
 */
class RetryingDataSource extends DelegatingDataSource {

    private static final long PAUSE_MILLIS = 100;
    /** After this time the pool gets the failure, and then asks again. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(30);

    private final BooleanSupplier started;

    /** @param started whether the pool has started; while it starts, a failed attempt must fail at once */
    RetryingDataSource(DataSource source, BooleanSupplier started) {
        super(source);
        this.started = started;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return connect(super::getConnection);
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return connect(() -> super.getConnection(username, password));
    }

    /** An attempt to connect. */
    private interface ConnectAttempt {

        Connection make() throws SQLException;
    }

    private Connection connect(ConnectAttempt attempt) throws SQLException {
        long end = System.nanoTime() + MAX_WAIT.toNanos();
        while (true) {
            try {
                return attempt.make();
            } catch (SQLException failure) {
                if (!started.getAsBoolean() || !isAway(failure) || System.nanoTime() - end > 0 || !pause()) {
                    throw failure;
                }
            }
        }
    }

    /**
     * Whether the server cannot be reached, is starting or is shutting down (PostgreSQL's manual, appendix A: class 08, and
     * cannot_connect_now).
     */
    private static boolean isAway(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return state.startsWith("08") || state.equals("57P03");
    }

    /** Returns false if the pool was closed during the pause. */
    private static boolean pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
