package dev.tenfold.testing.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** A PostgreSQL from Maven Central's binaries, which also works as root. Its data survives a stop or a kill, until {@link #close}. */
public final class PostgresProcess extends ServerProcess {

    static final String KIND = "postgres";
    static final String PID_FILE = "data/postmaster.pid";
    static final int MAX_CONNECTIONS = 200;
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Path programs;
    private String password = "";

    private PostgresProcess(InstanceFolder folder, int port, Path programs) {
        super(folder, port);
        this.programs = programs;
    }

    /** Starts a new one on a free port, with an empty database. */
    static PostgresProcess launch(Durability durability) {
        return launch(process -> process.initialise(durability));
    }

    /** Starts a replica of this server: a copy of its data that then follows it by streaming replication. */
    public PostgresProcess launchReplica() {
        return launch(replica -> BaseBackup.copy(this, Path.of(data()), Path.of(replica.data()), replica.port, replica::follow));
    }

    private void follow(String password) {
        this.password = password;
    }

    private static PostgresProcess launch(Consumer<PostgresProcess> initialise) {
        return FreePort.start(port -> {
            var process = new PostgresProcess(ServerFolders.create(KIND), port, PostgresBinaries.unpacked());
            LastShutdownHook.add(process);
            try {
                initialise.accept(process);
                process.run();
                return process;
            } catch (RuntimeException e) {
                process.close();
                throw FreePort.isFree(port) ? e : new FreePort.PortTaken(port, e);
            }
        });
    }

    public Postgres address() {
        return new Postgres("jdbc:postgresql://127.0.0.1:" + port + "/" + Postgres.DATABASE, Postgres.SUPERUSER,
                password);
    }

    private void initialise(Durability durability) {
        PostgresCluster.copyTo(Path.of(data()), programs);
        password = PostgresCluster.password(Path.of(data()));
        try {
            Files.writeString(Path.of(data(), "postgresql.conf"), """
                    listen_addresses = '127.0.0.1'
                    port = %d
                    unix_socket_directories = ''
                    max_connections = %d
                    timezone = 'UTC'
                    log_timezone = 'UTC'
                    """.formatted(port, MAX_CONNECTIONS) + durability.settings(), StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** pg_ctl gives the server its own session and waits until it accepts connections. */
    @Override
    void run() {
        Path log = folder.path().resolve("log");
        try {
            output(PostgresBinaries.command(programs, "pg_ctl",
                    List.of("-D", data(), "-l", log.toString(), "-w", "-t", Long.toString(START_LIMIT.toSeconds()), "start")),
                    START_LIMIT.plusSeconds(5));
        } catch (IllegalStateException e) {
            throw new IllegalStateException("PostgreSQL did not start on port " + port + ": " + textOf(log), e);
        }
    }

    private String data() {
        return folder.path().resolve("data").toString();
    }

    private static String textOf(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "it left no log";
        }
    }
}
