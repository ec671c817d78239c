package dev.tenfold.testing.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The files of one server: its data, its pid file, and a lock that its JVM holds. The system releases the lock when that JVM ends in any
 * way. So a folder whose lock is free is a leftover, without a need to check pids or times.
 */
final class InstanceFolder {

    private final Path path;
    private final String kind;
    private final Path pidFile;
    private final FileLock lock;

    private InstanceFolder(Path path, FileLock lock) {
        this.path = path;
        this.kind = path.getFileName().toString().replaceFirst("-.*", "");
        this.pidFile = path.resolve(kind.equals(PostgresProcess.KIND) ? PostgresProcess.PID_FILE : RedisProcess.PID_FILE);
        this.lock = lock;
    }

    /** Creates a new folder and locks it. */
    static InstanceFolder create(Path base, String kind) throws IOException {
        Path path = Files.createTempDirectory(base, kind + "-");
        var folder = locked(path).orElseThrow();
        folder.lock.channel().write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
        return folder;
    }

    /** The folder, locked, if no running JVM owns it. Must be called only by {@link ServerFolders}, in one JVM at a time. */
    static Optional<InstanceFolder> locked(Path path) throws IOException {
        var channel = FileChannel.open(path.resolve("owner"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            return Optional.empty();
        }
        return Optional.of(new InstanceFolder(path, lock));
    }

    Path path() {
        return path;
    }

    String kind() {
        return kind;
    }

    /** The server's process, if it runs and is really the one that was started in this folder: pids are reused. */
    Optional<ProcessHandle> process() {
        return named().filter(this::runsHere);
    }

    /** Removes the pid file of a killed server if its pid now belongs to another process; otherwise PostgreSQL would not start again. */
    void forgetKilled() {
        if (named().isPresent() && process().isEmpty()) {
            try {
                Files.deleteIfExists(pidFile);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Optional<ProcessHandle> named() {
        try (var lines = Files.lines(pidFile)) {
            return lines.findFirst().map(String::strip).filter(line -> line.matches("[0-9]{1,10}"))
                    .flatMap(line -> ProcessHandle.of(Long.parseLong(line)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A dead process that was not waited for has no command line any more, so it counts as ended. */
    private boolean runsHere(ProcessHandle process) {
        return process.info().commandLine().filter(line -> line.contains(path.toString())).isPresent();
    }

    /** Asks the process to end, and kills it after the limit. */
    void endProcess(Duration limit) {
        process().ifPresent(process -> {
            signal("CONT", Stream.concat(Stream.of(process), process.descendants()).toList());
            // SIGINT makes PostgreSQL not wait for its clients, and Redis not save
            signal("INT", List.of(process));
            if (!awaitEnd(limit)) {
                signal("KILL", Stream.concat(Stream.of(process), process.descendants()).toList());
                awaitEnd(limit);
            }
        });
    }

    /** Waits until the process has ended. Returns whether it has. */
    boolean awaitEnd(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        Optional<ProcessHandle> process = process();
        while (process.isPresent() && System.nanoTime() < end) {
            try {
                process.get().onExit().get(50, TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                // check again: a zombie never exits, but has no command line
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
            process = process();
        }
        return process.isEmpty();
    }

    /** Deletes the folder and releases its lock. Must be called only by {@link ServerFolders}. */
    void delete() {
        try {
            ServerFolders.deleteTree(path);
            lock.channel().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void signal(String name, List<ProcessHandle> processes) {
        List<String> command =
                Stream.concat(Stream.of("kill", "-" + name), processes.stream().map(process -> Long.toString(process.pid()))).toList();
        try {
            // kill returns 1 if a process has ended in the meantime, which is fine
            new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
