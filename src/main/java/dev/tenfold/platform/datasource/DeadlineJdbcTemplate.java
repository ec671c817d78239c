package dev.tenfold.platform.datasource;

import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.jdbc.PgStatement;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Starts no statement after the deadline of its request, and lets the driver cancel the one that runs when it passes. The driver has one thread
 * for that, and does not give the statement back before a cancellation that was sent has arrived: it cannot hit who has the connection next.
 */
class DeadlineJdbcTemplate extends JdbcTemplate {

    /** PostgreSQL ends each statement by itself after 5 s (statement_timeout): a deadline further off needs no timer. */
    private static final long LONGEST_STATEMENT_MS = Duration.ofSeconds(6).toMillis();

    DeadlineJdbcTemplate(DataSource source) {
        super(source);
    }

    @Override
    protected void applyStatementSettings(Statement statement) throws SQLException {
        super.applyStatementSettings(statement);
        Deadline deadline = Deadline.current();
        if (deadline == null) {
            return;
        }
        long left = deadline.millisLeft();
        if (left == 0) {
            throw new SQLTimeoutException("The request's deadline passed before the statement began");
        }
        if (left < LONGEST_STATEMENT_MS) {
            statement.unwrap(PgStatement.class).setQueryTimeoutMs(left);
        }
    }
}
