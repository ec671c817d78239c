package dev.tenfold.jobs.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Where files are kept, by their names, for all instances. All methods throw {@link dev.tenfold.platform.failure.Failure.Unavailable} when the store does not
 * answer, or not in time.
 */
public interface FileStore {

    /**
     * Keeps a file: whole, or not at all. One of that name which was there before is replaced.
     *
     * @throws IOException what the content throws
     */
    void put(FileName name, FileContent content) throws IOException;

    /** The file, to be closed by the caller; empty when there is none. */
    Optional<StoredFile> open(FileName name);

    /** Forgets a file, where there is one. */
    void delete(FileName name);

    /** What a file is to hold, written as it comes; whether the stream is closed in the end does not matter. */
    @FunctionalInterface
    interface FileContent {

        void writeTo(OutputStream out) throws IOException;
    }
}
