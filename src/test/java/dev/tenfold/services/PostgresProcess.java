package dev.tenfold.services;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A PostgreSQL from Maven Central's binaries, as root too; its data outlives a stop or a kill, until {@link #close}. */
public final class PostgresProcess extends ServerProcess {

    static final String KIND = "postgres";
    static final String PID_FILE = "data/postmaster.pid";
    /** Sorting by code point, the same on every system; Docker's is told so as well. */
    static final List<String> LOCALE = List.of("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8");
    static final int MAX_CONNECTIONS = 200;
    private static final Duration INIT_LIMIT = Duration.ofSeconds(60);
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final int PASSWORD_BYTES = 16;

    private final String password;
    private final Path programs;

    private PostgresProcess(InstanceFolder folder, int port, String password, Path programs) {
        super(folder, port);
        this.password = password;
        this.programs = programs;
    }

    /** Starts a new one on a free port, with an empty database. */
    static PostgresProcess launch(Durability durability) {
        return FreePort.start(port -> {
            var process = new PostgresProcess(Folders.create(KIND), port, newPassword(), programs());
            LastToStop.add(process);
            try {
                process.initialise(durability);
                process.run();
                process.createDatabase();
                return process;
            } catch (RuntimeException e) {
                process.close();
                throw FreePort.isFree(port) ? e : new FreePort.PortTaken(port, e);
            }
        });
    }

    public Postgres address() {
        return new Postgres(url(Postgres.DATABASE), Postgres.SUPERUSER, password);
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private void initialise(Durability durability) {
        Path passwordFile = folder.path().resolve("password");
        try {
            Files.writeString(passwordFile, password + "\n");
            var arguments =
                    new ArrayList<>(List.of("-D", data(), "-U", Postgres.SUPERUSER, "--auth=scram-sha-256", "--pwfile=" + passwordFile,
                            "--no-sync", "--no-instructions"));
            arguments.addAll(LOCALE);
            output(program("initdb", arguments), INIT_LIMIT);
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

    /** pg_ctl gives the server a session of its own and waits until it accepts connections. */
    @Override
    void run() {
        Path log = folder.path().resolve("log");
        try {
            output(program("pg_ctl",
                    List.of("-D", data(), "-l", log.toString(), "-w", "-t", Long.toString(START_LIMIT.toSeconds()), "start")),
                    START_LIMIT.plusSeconds(5));
        } catch (IllegalStateException e) {
            throw new IllegalStateException("PostgreSQL did not start on port " + port + ": " + textOf(log), e);
        }
    }

    private void createDatabase() {
        try (var connection = DriverManager.getConnection(url("postgres"), Postgres.SUPERUSER, password);
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + Postgres.DATABASE);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot create the database", e);
        }
    }

    private String data() {
        return folder.path().resolve("data").toString();
    }

    /** PostgreSQL refuses to run as root; in a user namespace of its own, root is nobody and still owns its files. */
    private List<String> program(String name, List<String> arguments) {
        var command = new ArrayList<String>();
        if (LinuxUtils.isUnshareAvailable()) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(programs.resolve("bin").resolve(name).toString());
        command.addAll(arguments);
        return command;
    }

    private static Path programs() {
        try {
            return PostgresBinaries.unpacked();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Even a throw-away superuser is worth a secret: on a shared machine everybody reaches the loopback address. */
    private static String newPassword() {
        byte[] secret = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(secret);
        return HexFormat.of().formatHex(secret);
    }

    private static String textOf(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "it left no log";
        }
    }
}
