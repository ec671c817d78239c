package dev.tenfold.cache.cache;

import dev.tenfold.cache.cache.ReadWriteJournal.Floor;
import dev.tenfold.cache.cache.ReadWriteJournal.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

import static org.awaitility.Awaitility.await;

/**
 * Readers and writers at both instances, without pauses unless asked for. Readers read products, with and without the response cache, and
 * lists. A writer writes one product a few times in a row, and goes on when both instances return what it wrote. Everything is recorded
 * in the journal.
 */
final class ReadersAndWriters implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration LONGEST_UNSEEN = Duration.ofSeconds(30); // shorter than the minute of a local entry
    private static final int LONGEST_BURST = 5; // so that a write meets reads that load the value of the previous write
    private static final int LISTS = 5; // one of this many reads is of a list

    private final NumberedProducts products;
    private final ReadWriteJournal journal;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ReadWriteLock stillness = new ReentrantReadWriteLock(true);
    private final List<CountDownLatch> running = new ArrayList<>();
    private volatile boolean enough;

    ReadersAndWriters(NumberedProducts products, ReadWriteJournal journal) {
        this.products = products;
        this.journal = journal;
    }

    ReadersAndWriters readers(int count) {
        IntStream.range(0, count).forEach(reader -> loop(() -> read(reader % 2)));
        return this;
    }

    /**
     * Each writer has its own products.
     * @param pause after each burst
     */
    ReadersAndWriters writers(int count, Duration pause) {
        IntStream.range(0, count).forEach(writer -> loop(() -> {
            var random = ThreadLocalRandom.current();
            int product = random.nextInt((products.size() - writer + count - 1) / count) * count + writer;
            stillness.readLock().lock();
            try {
                write(product, random.nextInt(2));
            } finally {
                stillness.readLock().unlock();
            }
            LockSupport.parkNanos(pause.toNanos());
        }));
        return this;
    }

    private void loop(Runnable step) {
        var end = new CountDownLatch(1);
        running.add(end);
        threads.execute(() -> {
            while (!enough) {
                try {
                    step.run();
                } catch (RuntimeException failure) {
                    journal.wrong("a request failed: " + failure);
                }
            }
            end.countDown();
        });
    }

    private void read(int instance) {
        var random = ThreadLocalRandom.current();
        int product = random.nextInt(products.size());
        Floor floor;
        if (random.nextInt(LISTS) == 0) {
            floor = journal.floor(instance, View.LIST);
            Map<String, Integer> page = products.client(instance).list(products.category(product));
            page.forEach((id, number) -> journal.read(floor, products.indexOf(id), number));
        } else {
            floor = journal.floor(instance, View.PRODUCT);
            ProductClient client = products.client(instance);
            String id = products.id(product);
            journal.read(floor, product, random.nextBoolean() ? client.read(id) : client.readSignedIn(id));
        }
        journal.took(floor);
    }

    private void write(int product, int instance) {
        int number = 0;
        for (int left = ThreadLocalRandom.current().nextInt(1, LONGEST_BURST + 1); left > 0; left--) {
            number = products.next(product);
            products.client(instance).write(products.id(product), number);
            journal.wrote(instance, product, number);
        }
        long answered = System.nanoTime();
        look(instance, product);
        long unseen = 0;
        while (!enough) {
            long start = System.nanoTime();
            if (look(1 - instance, product) >= number) {
                journal.seenAfter(unseen);
                return;
            }
            unseen = start - answered;
            if (unseen > LONGEST_UNSEEN.toNanos()) {
                journal.wrong("instance %d does not show product %d as %d, %s after instance %d answered to have written it".formatted(
                        1 - instance,
                        product, number, LONGEST_UNSEEN, instance));
                return;
            }
        }
    }

    private int look(int instance, int product) {
        Floor floor = journal.floor(instance, View.PRODUCT);
        int number = products.client(instance).read(products.id(product));
        journal.read(floor, product, number);
        return number;
    }

    /** Runs a check while the writers pause and both instances return everything that was written. */
    void paused(Runnable check) {
        stillness.writeLock().lock();
        try {
            check.run();
        } finally {
            stillness.writeLock().unlock();
        }
    }

    void awaitReads(long more) {
        awaitMore(journal::reads, more);
    }

    void awaitWrites(long more) {
        awaitMore(journal::writes, more);
    }

    private static void awaitMore(LongSupplier count, long more) {
        long goal = count.getAsLong() + more;
        await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(10)).until(() -> count.getAsLong() >= goal);
    }

    /** Stops all readers and writers after their current operation. */
    void stop() {
        enough = true;
        running.forEach(end -> await().atMost(TIMEOUT).until(() -> end.getCount() == 0));
    }

    @Override
    public void close() {
        enough = true;
        threads.shutdownNow();
    }
}
