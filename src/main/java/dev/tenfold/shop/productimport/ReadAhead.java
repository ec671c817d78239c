package dev.tenfold.shop.productimport;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Reads the next batch while the one before it is written: the one takes a core here, the other one of the database's. */
final class ReadAhead implements AutoCloseable {

    private final Reading reading;
    private final ExecutorService reader = Executors.newSingleThreadExecutor(Thread.ofPlatform().name("import-reader").factory());
    private Future<Batch> ahead;

    ReadAhead(Reading reading) {
        this.reading = reading;
        this.ahead = reader.submit(reading::next);
    }

    /** The next rows; none at the end. */
    Batch next() throws IOException {
        try {
            Batch batch = ahead.get();
            ahead = reader.submit(reading::next);
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

    /** Waits for the rows that are being read. */
    @Override
    public void close() {
        reader.close();
    }
}
