package dev.tenfold.testing.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This user's folder for servers, under the system's temporary folder. Also deletes what killed JVMs have left. */
final class ServerFolders {

    private static final Logger log = LoggerFactory.getLogger(ServerFolders.class);
    private static final Duration LEFTOVER_MAY_TAKE = Duration.ofSeconds(5);
    /** Opening and closing a lock file of this JVM would release its lock, so its own folders are never checked for leftovers. */
    private static final Set<Path> OURS = new HashSet<>();

    private static final String COUNT = "number-of-files";

    private ServerFolders() {}

    /** Deletes leftovers, then creates a new folder. Other JVMs wait, so that none deletes a folder that has no lock yet. */
    static synchronized InstanceFolder create(String kind) {
        try (var _ = alone()) {
            Path base = base();
            sweep(base);
            var folder = InstanceFolder.create(base, kind);
            OURS.add(folder.path());
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A folder that survives this JVM, because creating it takes long. It is created in another place and then moved, so it is never
     * incomplete.
     */
    static synchronized Path getOrCreate(String name, Maker maker) {
        try (var _ = alone()) {
            Path home = base().resolve(name);
            if (!isWhole(home)) {
                Path aside = base().resolve("unfinished");
                deleteTree(aside);
                maker.make(Files.createDirectory(aside));
                Files.writeString(aside.resolve(COUNT), Long.toString(count(aside) + 1));
                deleteTree(home);
                Files.move(aside, home, StandardCopyOption.ATOMIC_MOVE);
            }
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Checks that nothing is missing: some systems delete old files in their temporary folder. */
    private static boolean isWhole(Path home) throws IOException {
        return Files.exists(home.resolve(COUNT)) && Long.parseLong(Files.readString(home.resolve(COUNT))) == count(home);
    }

    private static long count(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.count();
        }
    }

    /** Fills an empty folder. */
    interface Maker {

        void make(Path folder) throws IOException;
    }

    /** Deletes a folder of this JVM. A second call does nothing. */
    static synchronized void delete(InstanceFolder folder) {
        try (var _ = alone()) {
            folder.delete();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets only one JVM of this user at a time create, clean up or delete folders; closing the channel releases the lock. */
    private static FileChannel alone() throws IOException {
        var channel = FileChannel.open(base().resolve("sweep"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.lock();
        return channel;
    }

    /** Readable by its owner only: it contains passwords and programs. */
    static Path base() throws IOException {
        Path base = Path.of(System.getProperty("java.io.tmpdir"), "tenfold-" + System.getProperty("user.name")).toAbsolutePath();
        try {
            Files.createDirectory(base);
        } catch (FileAlreadyExistsException e) {
            // it belongs to this user, otherwise the next line fails
        }
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) { // on Windows it is in the user's own folder
            Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwx------"));
        }
        return base;
    }

    private static void sweep(Path base) throws IOException {
        List<Path> folders;
        try (var found = Files.list(base)) {
            folders = found.filter(path -> isInstance(path) && !OURS.contains(path)).toList();
        }
        for (Path path : folders) {
            InstanceFolder.locked(path).ifPresent(leftover -> {
                log.info("Removing the {} that a killed JVM left in {}", leftover.kind(), path);
                leftover.endProcess(LEFTOVER_MAY_TAKE);
                leftover.delete();
            });
        }
    }

    private static boolean isInstance(Path path) {
        String name = path.getFileName().toString();
        return Files.isDirectory(path) && (name.startsWith(PostgresProcess.KIND + "-") || name.startsWith(RedisProcess.KIND + "-"));
    }

    /** Deletes a folder. A server that is ending may delete files, or write a last line to its log, at the same time. */
    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        List<Path> deepestFirst;
        try (var tree = Files.walk(root)) {
            deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof NoSuchFileException) {
                deleteTree(root);
                return;
            }
            throw e;
        }
        try {
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (DirectoryNotEmptyException e) {
            deleteTree(root);
        }
    }
}
