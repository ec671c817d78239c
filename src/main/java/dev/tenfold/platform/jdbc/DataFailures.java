package dev.tenfold.platform.jdbc;

import dev.tenfold.platform.datasource.Deadline;
import dev.tenfold.platform.failure.Failure;
import dev.tenfold.platform.failure.Failure.Internal;
import dev.tenfold.platform.failure.Failure.Unavailable;
import dev.tenfold.platform.failure.ProblemCode;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/** Distinguishes a database that is down or too slow from a bug in this service. */
public final class DataFailures {

    private static final Logger LOG = LoggerFactory.getLogger(DataFailures.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private DataFailures() {}

    /** 503 if the database did not answer in time or the request's deadline has passed; otherwise an internal error. */
    public static Failure of(Exception exception) {
        if (!isAway(exception)) {
            return new Internal();
        }
        if (Deadline.hasPassed()) {
            return Unavailable.late();
        }
        LOG.warn("PostgreSQL did not answer: {}", NestedExceptionUtils.getMostSpecificCause(exception).toString());
        return new Unavailable(ProblemCode.DEPENDENCY_UNAVAILABLE, "The database does not answer in time", RETRY_AFTER);
    }

    /** Whether the database itself cannot be used, so trying something else makes no sense. A lock timeout does not count. */
    public static boolean isGone(Exception exception) {
        return isAway(exception) && !SqlState.of(exception).equals(SqlState.LOCK_NOT_AVAILABLE) && !SqlState.of(exception).startsWith("40");
    }

    /**
     * Whether a transaction that failed like this may have been committed: the connection was lost, perhaps while only the answer to the
     * COMMIT was on its way. Any other failure rolled it back.
     */
    public static boolean mayBeCommitted(Exception exception) {
        return isGone(exception) && !(exception instanceof CannotCreateTransactionException);
    }

    private static boolean isAway(Exception exception) {
        return switch (exception) {
            case DataAccessResourceFailureException _,TransientDataAccessException _,RecoverableDataAccessException _,CannotCreateTransactionException _ ->
                    true;
            case TransactionSystemException _ -> true; // the connection was lost during commit or rollback, and there is no SQL state
            default -> isAway(SqlState.of(exception));
        };
    }

    /** Class 08 (connection), class 57 (operator intervention), or a lock timeout. */
    private static boolean isAway(String sqlState) {
        return sqlState.startsWith("08") || sqlState.startsWith("57") || sqlState.equals(SqlState.LOCK_NOT_AVAILABLE);
    }
}
