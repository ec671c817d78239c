package dev.tenfold.testing.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import redis.embedded.RedisExecProvider;

/** A Redis from Maven Central's binary. By default it stores nothing on disk: started again after a stop, it is empty. */
public final class RedisProcess extends ServerProcess {

    static final String KIND = "redis";
    static final String PID_FILE = "redis.pid";
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final int PING_TIMEOUT_MS = 500;
    private static final int ANSWER_TIMEOUT_MS = 30_000;

    private final String more;
    private final int busPort;

    private RedisProcess(InstanceFolder folder, int port, int busPort, String more) {
        super(folder, port);
        this.busPort = busPort;
        this.more = more;
    }

    /** Starts a new one on a free port. */
    public static RedisProcess launch() {
        return launch("");
    }

    /** Starts a new one with additional lines in its configuration. */
    public static RedisProcess launch(String more) {
        return FreePort.start(port -> {
            int busPort = FreePort.find();
            var process = new RedisProcess(ServerFolders.create(KIND), port, busPort, more);
            LastShutdownHook.add(process);
            try {
                process.install();
                process.run();
                return process;
            } catch (RuntimeException e) {
                process.close();
                throw FreePort.isFree(port) && FreePort.isFree(busPort) ? e : new FreePort.PortTaken(port, e);
            }
        });
    }

    public Redis address() {
        return new Redis("redis://127.0.0.1:" + port);
    }

    /** The port for the other nodes of a cluster. */
    int busPort() {
        return busPort;
    }

    /** Sends an inline command. Returns the answer as it is, in RESP. */
    public String ask(String command) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(ANSWER_TIMEOUT_MS);
            socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder of its data files. */
    public Path data() {
        return folder.path();
    }

    private void install() {
        Path home = folder.path();
        try {
            // moved here from the temporary folder into which it was unpacked, so that it is deleted with the rest even after a kill
            Path unpacked = RedisExecProvider.defaultProvider().get().toPath();
            Files.move(unpacked, home.resolve("redis-server"), StandardCopyOption.REPLACE_EXISTING);
            Files.deleteIfExists(unpacked.toAbsolutePath().getParent());
            // daemonize: a session of its own, so that the terminal's Ctrl-C does not reach it; the title stays, because it contains this
            // folder's name and so identifies the owner of the process
            Files.writeString(home.resolve("redis.conf"), """
                    bind 127.0.0.1
                    port %d
                    cluster-port %d
                    daemonize yes
                    pidfile %s
                    logfile %s
                    dir %s
                    set-proc-title no
                    save ""
                    appendonly no
                    %s
                    """.formatted(port, busPort, home.resolve(PID_FILE), home.resolve("log"), home, more));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("There is no embedded Redis for this system (%s, %s): start Docker and run the tests there."
                    .formatted(System.getProperty("os.name"), System.getProperty("os.arch")), e);
        }
    }

    @Override
    void run() {
        Path home = folder.path();
        output(List.of(home.resolve("redis-server").toString(), home.resolve("redis.conf").toString()), START_LIMIT);
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (!(isRunning() && answers())) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("Redis does not answer on port " + port + ": " + log());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private String log() {
        try {
            return Files.readString(folder.path().resolve("log"));
        } catch (IOException e) {
            return "it left no log";
        }
    }

    private boolean answers() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PING_TIMEOUT_MS);
            socket.setSoTimeout(PING_TIMEOUT_MS);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII).equals("+PONG");
        } catch (IOException e) {
            return false;
        }
    }
}
