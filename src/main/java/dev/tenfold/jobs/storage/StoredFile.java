package dev.tenfold.jobs.storage;

import java.io.IOException;
import java.io.InputStream;

/**
 * A file that is open.
 *
 * @param length in bytes
 */
public record StoredFile(InputStream bytes, long length) implements AutoCloseable {

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
