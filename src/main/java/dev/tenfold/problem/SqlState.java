package dev.tenfold.problem;

import java.sql.SQLException;

/** PostgreSQL's error codes (manual, appendix A). */
public final class SqlState {

    /** A lock was not to be had within {@code lock_timeout}. */
    public static final String LOCK_NOT_AVAILABLE = "55P03";

    private SqlState() {}

    /** The five characters that PostgreSQL, or its driver, gave; empty where it was neither of them that failed. */
    public static String of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
    }
}
