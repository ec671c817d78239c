package dev.tenfold.testing.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server in its own process and session. Ctrl-C in a terminal goes to the whole foreground process group, and a database that ended at
 * once would break the requests that the service still finishes. The address stays the same after a restart.
 */
public abstract sealed class ServerProcess implements AutoCloseable permits PostgresProcess, RedisProcess {

    private static final Duration POLITE = Duration.ofSeconds(60);

    final InstanceFolder folder;
    final int port;

    ServerProcess(InstanceFolder folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Starts the server and returns when it answers. */
    abstract void run();

    public final int port() {
        return port;
    }

    /** The server's process id; for PostgreSQL, the postmaster's. */
    public final long pid() {
        return folder.process().orElseThrow(() -> new IllegalStateException(folder.kind() + " is not running")).pid();
    }

    public final boolean isRunning() {
        return folder.process().isPresent();
    }

    /** Starts a stopped or killed server again, on its old port and with its data. */
    public final void start() {
        if (isRunning()) {
            throw new IllegalStateException(folder.kind() + " is running already");
        }
        folder.forgetKilled();
        run();
    }

    /** Stops it like an operator would: connections are closed, data is kept. */
    public final void stop() {
        folder.endProcess(POLITE);
    }

    /** Kills it with its child processes, like a loss of power. */
    public final void kill() {
        signal("KILL");
        folder.awaitEnd(POLITE);
    }

    /** Freezes it with its child processes: connections stay open and nothing answers. */
    public final void pause() {
        signal("STOP");
    }

    public final void resume() {
        signal("CONT");
    }

    /** Stops it and removes its data. A second call does nothing. */
    @Override
    public final synchronized void close() {
        LastShutdownHook.remove(this);
        stop();
        ServerFolders.delete(folder);
    }

    private void signal(String name) {
        ProcessHandle server = ProcessHandle.of(pid()).orElseThrow();
        List<ProcessHandle> all = new ArrayList<>(List.of(server));
        server.descendants().forEach(all::add);
        InstanceFolder.signal(name, all);
    }

    /** Runs a program that ends by itself. Returns what it printed. */
    static String output(List<String> command, Duration limit) {
        return output(command, ProcessBuilder.Redirect.PIPE, limit);
    }

    static String output(List<String> command, ProcessBuilder.Redirect input, Duration limit) {
        try {
            var log = Files.createTempFile("tenfold-", ".log");
            try {
                // to a file: a daemon that keeps the pipe open would block its reader
                Process process =
                        new ProcessBuilder(command).redirectErrorStream(true).redirectInput(input).redirectOutput(log.toFile()).start();
                boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
                if (!ended || process.exitValue() != 0) {
                    process.destroyForcibly();
                    throw new IllegalStateException(
                            (ended ? "Failed: " : "No end after " + limit + ": ") + String.join(" ", command) + "\n"
                                    + Files.readString(log));
                }
                return Files.readString(log);
            } finally {
                Files.deleteIfExists(log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + command, e);
        }
    }
}
