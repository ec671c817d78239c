package dev.tenfold.deadline;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** A pool that lets nobody wait for a connection past the deadline of their request, nor gives one after it. */
class TimelyPool extends HikariDataSource {

    @Override
    public Connection getConnection() throws SQLException {
        Deadline deadline = Deadline.current();
        if (deadline == null) {
            return super.getConnection();
        }
        long left = deadline.millisLeft();
        if (left == 0) {
            throw new SQLTransientConnectionException("The request's deadline passed before it had a connection");
        }
        boolean isShort = left < getConnectionTimeout();
        return isShort && getHikariPoolMXBean() instanceof HikariPool pool ? pool.getConnection(left) : super.getConnection();
    }
}
