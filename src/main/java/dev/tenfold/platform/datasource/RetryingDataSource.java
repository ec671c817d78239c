package dev.tenfold.platform.datasource;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Where the server is away, tries to connect until it is back. HikariCP would do so by itself, but with pauses of up to 5 s: a server that is there again
 * would serve nobody for as long. A pool makes its connections one after the other, so this is one attempt at a time.
 */
class RetryingDataSource extends DelegatingDataSource {

    private static final long PAUSE_MILLIS = 100;
    /** Then the pool hears of the failure, and asks again. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final BooleanSupplier started;

    /** @param started whether the pool runs; while it starts it is to fail at once */
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

    /** One attempt. */
    private interface ConnectAttempt {

        Connection make() throws SQLException;
    }

    private Connection connect(ConnectAttempt attempt) throws SQLException {
        long end = System.nanoTime() + PATIENCE.toNanos();
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

    /** Nobody answers there, or the server is starting or stopping (PostgreSQL's manual, appendix A: class 08, and cannot_connect_now). */
    private static boolean isAway(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return state.startsWith("08") || state.equals("57P03");
    }

    /** Answers false where the pool is closed meanwhile. */
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
