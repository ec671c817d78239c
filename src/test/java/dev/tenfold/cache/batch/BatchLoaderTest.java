package dev.tenfold.cache.batch;

import dev.tenfold.platform.failure.Failure.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Which misses are loaded by one statement. */
@Timeout(180)
class BatchLoaderTest {

    private static final int ROW = 7;

    private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Collection<Integer>> statements = Collections.synchronizedList(new ArrayList<>());
    private final Semaphore asked = new Semaphore(0);
    private final CountDownLatch database = new CountDownLatch(1);

    @AfterEach
    void close() {
        database.countDown();
        readers.close();
    }

    @Test
    void aSingleMissIsLoadedAtOnceByItsOwnStatement() {
        database.countDown();
        assertThat(loads(10).load(ROW)).contains("row 7");
        assertThat(loads(10).load(-1)).as("there is none").isEmpty();
        assertThat(statements).containsExactly(List.of(ROW), List.of(-1));
    }

    @Test
    void missesWhileTheDatabaseIsBusyAreBatchedAndEachRowIsLoadedOnce() throws ExecutionException, InterruptedException {
        BatchLoader<Integer, String> loads = loads(100);
        Future<Optional<String>> first = readers.submit(() -> loads.load(0));
        asked.acquire();
        List<Future<Optional<String>>> others = new ArrayList<>();
        for (int reader = 0; reader < 20; reader++) {
            int id = 1 + reader % 5;
            others.add(readers.submit(() -> loads.load(id)));
        }
        await().until(() -> loads.waiting() == 20);
        database.countDown();
        assertThat(first.get()).contains("row 0");
        for (int reader = 0; reader < 20; reader++) {
            assertThat(others.get(reader).get()).contains("row " + (1 + reader % 5));
        }
        assertThat(statements).as("one alone, then ten and ten").hasSize(3)
                .allSatisfy(ids -> assertThat(ids.size()).isLessThanOrEqualTo(5));
    }

    @Test
    void aFailedStatementFailsOnlyItsOwnCallers() {
        database.countDown();
        var loads = new BatchLoader<Integer, String>(_ -> {
            throw new IllegalStateException("the database is gone");
        }, limits(10));
        assertThatThrownBy(() -> loads.load(ROW)).hasMessage("the database is gone");
    }

    @Test
    void aFullQueueRefusesAtOnce() {
        BatchLoader<Integer, String> loads = loads(1);
        readers.execute(() -> loads.load(0));
        asked.acquireUninterruptibly();
        readers.execute(() -> loads.load(1));
        await().until(() -> loads.waiting() == 1);
        assertThatThrownBy(() -> loads.load(2)).isInstanceOf(Unavailable.class);
    }

    private BatchLoader<Integer, String> loads(int queue) {
        return new BatchLoader<>(ids -> {
            statements.add(List.copyOf(ids));
            asked.release();
            try {
                database.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return ids.stream().filter(id -> id >= 0).collect(Collectors.toMap(Function.identity(), id -> "row " + id));
        }, limits(queue));
    }

    private static Batcher.Limits limits(int queue) {
        return new Batcher.Limits(1, 10, 10, queue, Duration.ofSeconds(20));
    }
}
