package dev.tenfold.jobs.storage;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Where a file's content goes. Libraries that write files like to close what they write to: that is for the store to do, which has more to do first. */
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
