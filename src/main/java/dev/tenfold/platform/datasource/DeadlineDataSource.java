package dev.tenfold.platform.datasource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import com.zaxxer.hikari.util.DriverDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import javax.sql.DataSource;

/**
 * A connection pool that respects the deadline of the request: no wait for a connection exceeds it, and after it there is no connection.
 * It also reconnects quickly when the database is back.
 */
class DeadlineDataSource extends HikariDataSource {

    /** The data source that HikariCP reads when it starts: the configured one, or one that uses the driver. */
    @Override
    public DataSource getDataSource() {
        DataSource set = super.getDataSource();
        DataSource source = set == null
                ? new DriverDataSource(getJdbcUrl(), getDriverClassName(), getDataSourceProperties(), getUsername(), getPassword())
                : set;
        return new RetryingDataSource(source, () -> getHikariPoolMXBean() != null);
    }

    @Override
    public Connection getConnection() throws SQLException {
        Deadline deadline = Deadline.current();
        if (deadline == null) {
            return super.getConnection();
        }
        long left = deadline.millisLeft();
        if (left == 0) {
            throw new SQLTransientConnectionException("The request's deadline passed before it got a connection");
        }
        boolean isShort = left < getConnectionTimeout();
        return isShort && getHikariPoolMXBean() instanceof HikariPool pool ? pool.getConnection(left) : super.getConnection();
    }
}
