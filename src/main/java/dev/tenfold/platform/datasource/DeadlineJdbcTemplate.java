package dev.tenfold.platform.datasource;

import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.jdbc.PgStatement;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Starts no statement after the deadline of the request. A statement that is running when the deadline passes is cancelled by the driver.
 * The driver has one thread for that. It does not release the statement before a cancellation that was sent has arrived, so the
 * cancellation cannot hit the next user of the connection.
 */
class DeadlineJdbcTemplate extends JdbcTemplate {

    /** PostgreSQL ends each statement after 5 s by itself (statement_timeout), so a later deadline needs no timer. */
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
