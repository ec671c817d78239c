package dev.tenfold.testing.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * What {@code pg_basebackup} does, which is not among the embedded programs: PostgreSQL's manual, "Making a Base Backup Using the Low Level
 * API". The copy follows its primary by a replication slot.
 */
final class BaseBackup {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private BaseBackup() {}

    /** @param withPassword gets the password of the copy, which is the primary's */
    static void copy(PostgresProcess primary, Path from, Path to, int port, Consumer<String> withPassword) {
        Postgres address = primary.address();
        String slot = "replica_" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = address.database().getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_create_physical_replication_slot('" + slot + "', true)");
            statement.execute("SELECT pg_backup_start('test', true)");
            ServerProcess.output(List.of("cp", "-R", from.toString(), to.toString()), LIMIT);
            try (ResultSet stopped = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
                stopped.next();
                Files.writeString(to.resolve("backup_label"), stopped.getString(1));
            }
            Files.deleteIfExists(to.resolve("postmaster.pid"));
            Files.deleteIfExists(to.resolve("postmaster.opts"));
            ServerProcess.output(List.of("rm", "-rf", to.resolve("pg_replslot").toString()), LIMIT);
            Files.createDirectory(to.resolve("pg_replslot"));
            Files.createFile(to.resolve("standby.signal"));
            Files.writeString(to.resolve("postgresql.conf"), """
                    port = %d
                    primary_conninfo = 'host=127.0.0.1 port=%d user=%s password=%s'
                    primary_slot_name = '%s'
                    """.formatted(port, primary.port(), address.username(), address.password(), slot), StandardOpenOption.APPEND);
            withPassword.accept(address.password());
        } catch (SQLException e) {
            throw new IllegalStateException("The backup failed", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
