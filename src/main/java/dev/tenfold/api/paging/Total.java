package dev.tenfold.api.paging;

import org.springframework.jdbc.core.simple.JdbcClient;

/** How far a list's rows are counted: an exact count of a table of millions would cost more than anything else a request does. */
public final class Total {

    public static final int MOST = 100_000;

    private Total() {}

    /**
     * Counts rows, up to {@link #MOST}.
     *
     * @param rows what follows FROM: the table and the condition
     * @return the statement, still without the parameters of the condition
     */
    public static JdbcClient.StatementSpec count(JdbcClient jdbc, String rows) {
        return jdbc.sql("SELECT count(*) FROM (SELECT 1 FROM " + rows + " LIMIT " + MOST + ")");
    }
}
