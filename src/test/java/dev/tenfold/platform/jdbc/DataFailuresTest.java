package dev.tenfold.platform.jdbc;

import dev.tenfold.platform.failure.Failure.Unavailable;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

class DataFailuresTest {

    @Test
    void aConnectionLostAtTheCommitIsReportedAsAnUnavailableDatabase() throws SQLException {
        DataSource database = mock(DataSource.class);
        Connection connection = mock(Connection.class);
        when(database.getConnection()).thenReturn(connection);
        when(connection.getAutoCommit()).thenReturn(true);
        doThrow(new SQLException("An I/O error occurred while sending to the backend", "08006")).when(connection).commit();
        doThrow(new SQLException("Connection is closed")).when(connection).rollback(); // like the pool does, without an SQL state
        var transaction = new TransactionTemplate(new JdbcTransactionManager(database));

        var failure = catchThrowableOfType(RuntimeException.class, () -> transaction.executeWithoutResult(_ -> {}));

        assertThat(DataFailures.isGone(failure)).as(failure.toString()).isTrue();
        assertThat(DataFailures.of(failure)).isInstanceOf(Unavailable.class);
    }
}
