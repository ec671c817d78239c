package dev.tenfold.jobs.storage;

import java.io.IOException;
import java.io.InputStream;

/**
 * An open file.
 * @param bytes reads throw {@link FileStoreException} when the store fails
 * @param length in bytes
 */
public record StoredFile(InputStream bytes, long length) implements AutoCloseable {

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
