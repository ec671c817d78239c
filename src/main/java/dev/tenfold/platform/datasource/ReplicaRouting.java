package dev.tenfold.platform.datasource;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.core.InfrastructureProxy;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * The primary's connections, except for work that {@link #run} sends to a replica. Only the JDBC template uses it. Transactions have the
 * primary's pool itself; Spring finds a transaction's connection under that pool ({@link InfrastructureProxy}), so every statement in a
 * transaction goes to the primary.
 */
final class ReplicaRouting extends DelegatingDataSource implements InfrastructureProxy {

    private static final ThreadLocal<@Nullable DataSource> TARGET = new ThreadLocal<>();

    private final DataSource primary;

    ReplicaRouting(DataSource primary) {
        super(primary);
        this.primary = primary;
    }

    /** Runs work whose statements go to a replica. */
    static <T> T run(DataSource replica, Supplier<T> work) {
        TARGET.set(replica);
        try {
            return work.get();
        } finally {
            TARGET.remove();
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        DataSource replica = TARGET.get();
        return replica == null ? super.getConnection() : replica.getConnection();
    }

    @Override
    public Object getWrappedObject() {
        return primary;
    }
}
