package dev.tenfold.jobs.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * A file that is read from a store. A failure of the store is a {@link FileStoreException}, and so is one that sends the file too slowly. Only the
 * time within the reads counts: the reader itself may be slow.
 */
final class StoreInput extends FilterInputStream {

    private final Duration limit;
    private long spentNanos;

    /** @param limit how long all reads together may take */
    StoreInput(InputStream file, Duration limit) {
        super(file);
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        return timed(super::read);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return timed(() -> super.read(bytes, offset, length));
    }

    private interface Read {

        int run() throws IOException;
    }

    private int timed(Read read) throws IOException {
        if (spentNanos > limit.toNanos()) {
            throw new FileStoreException(new IOException("The file did not arrive within " + limit));
        }
        long start = System.nanoTime();
        try {
            return read.run();
        } catch (IOException | SdkException failure) {
            throw new FileStoreException(failure);
        } finally {
            spentNanos += System.nanoTime() - start;
        }
    }
}
