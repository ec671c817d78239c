package dev.tenfold.jobs.storage;

import dev.tenfold.jobs.storage.FileStore.FileContent;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The stream that a file's content is written to. Libraries that write files often close their stream. Here that only flushes: the store
 * must do more before it closes the file itself. A failure of the file is a {@link FileStoreException}, so that it is not taken for one of
 * the content.
 */
final class FileWriter extends BufferedOutputStream {

    private static final int BUFFER = 64 * 1024;

    private FileWriter(StoreOutput file) {
        super(file, BUFFER);
    }

    /**
     * Writes the content to a file that the store has opened.
     * @throws FileStoreException when the file cannot be written
     * @throws IOException when the content throws it
     */
    static void write(FileContent content, StoreOutput file) throws IOException {
        var sink = new FileWriter(file);
        try {
            content.writeTo(sink);
            sink.flush();
        } catch (IOException | RuntimeException failure) {
            var ofStore = FileStoreException.in(failure);
            if (ofStore.isPresent()) {
                throw ofStore.get();
            }
            throw failure;
        }
    }

    @Override
    public void close() throws IOException {
        flush();
    }

    /** A file of the store. If it cannot be written or closed, that is a {@link FileStoreException}. */
    static final class StoreOutput extends OutputStream {

        private final OutputStream file;

        StoreOutput(OutputStream file) {
            this.file = file;
        }

        @Override
        public void write(int single) throws IOException {
            write(new byte[]{(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            FileStoreException.wrap(() -> file.write(bytes, offset, length));
        }

        /** Some file systems report only here that a write has failed. */
        @Override
        public void close() throws FileStoreException {
            FileStoreException.wrap(file::close);
        }
    }
}
