package dev.tenfold.testing.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system of a few kilobytes in memory, which can be full. Only where this process may mount one. */
public final class SmallDisk implements AutoCloseable {

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Mounts one in a new folder. The size is as in {@code mount}, for example 256k. */
    public static SmallDisk mount(String size) {
        try {
            var disk = new SmallDisk(Files.createTempDirectory("tenfold-disk-"));
            disk.run(List.of("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", disk.folder.toString()));
            return disk;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether this process may mount one. */
    public static boolean isPossible() {
        try (var disk = mount("16k")) {
            return Files.exists(disk.folder);
        } catch (IllegalStateException refused) {
            return false;
        }
    }

    public Path folder() {
        return folder;
    }

    private void run(List<String> command) throws IOException {
        try {
            if (new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start()
                    .waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            run(List.of("umount", "--lazy", folder.toString()));
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
