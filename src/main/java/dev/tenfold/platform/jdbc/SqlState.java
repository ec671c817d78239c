package dev.tenfold.platform.jdbc;

import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** PostgreSQL's error codes (manual, appendix A). */
public final class SqlState {

    /** A lock was not available within {@code lock_timeout}. */
    public static final String LOCK_NOT_AVAILABLE = "55P03";

    /** A statement was cancelled: it took longer than {@code statement_timeout}. */
    public static final String QUERY_CANCELED = "57014";

    private SqlState() {}

    /** The five characters of the SQL state from PostgreSQL or its driver; empty if the failure came from neither. */
    public static String of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
    }

    /**
     * Where in its work PostgreSQL failed, such as {@code while locking tuple (0,1) in relation "inventory"}; empty if it did not say.
     */
    public static String context(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            ServerErrorMessage message = cause instanceof PSQLException sql ? sql.getServerErrorMessage() : null;
            if (message != null && message.getWhere() != null) {
                return message.getWhere();
            }
        }
        return "";
    }
}
