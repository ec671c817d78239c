package dev.tenfold.testing.deploy;

import dev.tenfold.testing.services.FreePort;
import dev.tenfold.testing.services.Postgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.awaitility.Awaitility.await;

/**
 * A real PgBouncer with the settings of deploy/kubernetes/large, in front of one database. Debian's version is older than 1.21 and has no
 * prepared statements, so they are removed from the settings and from the driver's.
 */
final class PgBouncerProcess implements AutoCloseable {

    private static final Path SETTINGS = Path.of("deploy", "kubernetes", "large", "pgbouncer.ini");
    private static final int CONNECT_MILLIS = 500;

    private final Path folder;
    private final int port;
    private final Postgres direct;
    private final Process process;

    private PgBouncerProcess(Path folder, int port, Postgres direct, Process process) {
        this.folder = folder;
        this.port = port;
        this.direct = direct;
        this.process = process;
    }

    static boolean isInstalled() {
        return InstalledPrograms.has("pgbouncer");
    }

    static PgBouncerProcess launch(Postgres direct) {
        try {
            Path folder = Files.createTempDirectory("tenfold-pgbouncer-");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x")); // it runs as another user
            int port = FreePort.find();
            Files.writeString(folder.resolve("users"), "\"%s\" \"%s\"\n".formatted(direct.username(), direct.password()));
            Files.writeString(folder.resolve("ini"), settings(direct, port, folder.resolve("users")));
            List<String> command = new ArrayList<>(List.of("pgbouncer"));
            if ("root".equals(System.getProperty("user.name"))) {
                command.addAll(List.of("-u", "nobody"));
            }
            command.add(folder.resolve("ini").toString());
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
            var pooler = new PgBouncerProcess(folder, port, direct, process);
            await().atMost(Duration.ofSeconds(60)).until(pooler::listens);
            return pooler;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Only the addresses, and what the description of this class says, differ from the deployed settings. */
    private static String settings(Postgres direct, int port, Path users) throws IOException {
        URI address = URI.create(direct.jdbcUrl().substring("jdbc:".length()));
        return Files.readString(SETTINGS)
                .replaceFirst("(?m)^tenfold = host=\\S+ port=\\S+", "%s = host=%s port=%d".formatted(database(address),
                        address.getHost(), address.getPort()))
                .replaceFirst("(?m)^listen_addr = .*$", "listen_addr = 127.0.0.1")
                .replaceFirst("(?m)^listen_port = .*$", "listen_port = " + port)
                .replaceFirst("(?m)^auth_file = .*$", "auth_file = " + users)
                .replaceFirst("(?m)^max_prepared_statements = .*$", "");
    }

    private static String database(URI address) {
        return address.getPath().substring(1);
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new IllegalStateException("PgBouncer does not start: " + log());
        }
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address of the database through the pooler. */
    Postgres pooled() {
        String database = database(URI.create(direct.jdbcUrl().substring("jdbc:".length())));
        return new Postgres("jdbc:postgresql://127.0.0.1:%d/%s?prepareThreshold=0".formatted(port, database), direct.username(),
                direct.password());
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
            for (String file : List.of("users", "ini", "log", "")) {
                Files.deleteIfExists(folder.resolve(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
