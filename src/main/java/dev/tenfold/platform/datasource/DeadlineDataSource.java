package dev.tenfold.platform.datasource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import com.zaxxer.hikari.util.DriverDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import javax.sql.DataSource;

/** A pool that lets nobody wait for a connection past the deadline of their request, nor gives one after it, and is soon there again when its server is. */
class DeadlineDataSource extends HikariDataSource {

    /** What HikariCP asks for connections when it starts: what was set, or the driver. */
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
            throw new SQLTransientConnectionException("The request's deadline passed before it had a connection");
        }
        boolean isShort = left < getConnectionTimeout();
        return isShort && getHikariPoolMXBean() instanceof HikariPool pool ? pool.getConnection(left) : super.getConnection();
    }
}
