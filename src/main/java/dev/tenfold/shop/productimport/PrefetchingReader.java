package dev.tenfold.shop.productimport;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Reads the next batch while the previous one is written: reading uses a core here, writing one of the database. */
final class PrefetchingReader implements AutoCloseable {

    private final BatchReader batchReader;
    private final ExecutorService reader = Executors.newSingleThreadExecutor(Thread.ofPlatform().name("import-reader").factory());
    private Future<ImportBatch> ahead;

    PrefetchingReader(BatchReader batchReader) {
        this.batchReader = batchReader;
        this.ahead = reader.submit(batchReader::next);
    }

    /** The next rows; empty at the end. */
    ImportBatch next() throws IOException {
        try {
            ImportBatch batch = ahead.get();
            ahead = reader.submit(batchReader::next);
            return batch;
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof IOException unreadable) {
                throw unreadable;
            }
            throw new IllegalStateException(failure.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** Waits until the current read has ended. */
    @Override
    public void close() {
        reader.close();
    }
}
