package dev.tenfold.jobs.storage;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The stream that a file's content is written to. Libraries that write files often close their stream. Here that only flushes: the store
 * must do more before it closes the file itself.
 */
final class FileWriter extends BufferedOutputStream {

    private static final int BUFFER = 64 * 1024;

    FileWriter(OutputStream file) {
        super(file, BUFFER);
    }

    @Override
    public void close() throws IOException {
        flush();
    }
}
