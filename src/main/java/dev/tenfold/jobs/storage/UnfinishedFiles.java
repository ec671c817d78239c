package dev.tenfold.jobs.storage;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes temporary files: after a write, and those that a process left behind because it was killed. */
final class UnfinishedFiles {

    private static final Logger LOG = LoggerFactory.getLogger(UnfinishedFiles.class);

    private UnfinishedFiles() {}

    /** Deletes a file after a write. If that fails, {@link #delete} deletes it later: it must not hide how the write itself ended. */
    static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failure) {
            LOG.debug("Could not delete the unfinished file {}", file, failure);
        }
    }

    /**
     * Deletes files that were last written before a moment. The first write makes the folder, so it may be missing.
     * @param names a glob pattern
     */
    static void delete(Path folder, String names, Instant before) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, names)) {
            for (Path file : files) {
                deleteIfOld(file, before);
            }
        } catch (IOException failure) {
            LOG.warn("Could not list the unfinished files in {}: {}", folder, failure.toString());
        }
    }

    /** Another instance may delete the same file at the same time. */
    private static void deleteIfOld(Path file, Instant before) {
        try {
            if (Files.getLastModifiedTime(file).toInstant().isBefore(before) && Files.deleteIfExists(file)) {
                LOG.info("Deleted the unfinished file {}", file);
            }
        } catch (IOException failure) {
            LOG.debug("Could not delete the unfinished file {}", file, failure);
        }
    }
}
