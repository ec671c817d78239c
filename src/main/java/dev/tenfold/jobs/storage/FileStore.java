package dev.tenfold.jobs.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;

/**
 * Stores files by name, for all instances. All methods except {@link #deleteUnfinished} throw {@link
 * dev.tenfold.platform.failure.Failure.Unavailable} when the store does not answer in time or is full.
 */
public interface FileStore {

    /**
     * Stores a file as a whole, or not at all. Replaces a file of the same name.
     * @throws IOException when the content throws it
     */
    void put(FileName name, FileContent content) throws IOException;

    /** Opens a file; empty if there is none. The caller must close it. */
    Optional<StoredFile> open(FileName name);

    /** Deletes a file if it exists. */
    void delete(FileName name);

    /** Deletes what writes that never ended have left on this machine before a moment. No other call finds those files. */
    void deleteUnfinished(Instant before);

    /** Writes the content of a file. It does not matter whether it closes the stream. */
    @FunctionalInterface
    interface FileContent {

        void writeTo(OutputStream out) throws IOException;
    }
}
