package dev.tenfold.cache.cache;

import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.testing.services.TenfoldTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Readers and writers of one value, step by step. The database row is a variable, so the test decides how long a load takes. */
@TenfoldTest
@Timeout(180)
class LeaseTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
    private final String id = UUID.randomUUID().toString();
    private final AtomicReference<String> row = new AtomicReference<>("old");
    private final AtomicInteger loads = new AtomicInteger();
    private final CacheFactory caches;
    private final Transactions transactions;
    private final LocalCache local;
    private final StringRedisTemplate redis;
    private final CacheGenerations generations;

    LeaseTest(@Autowired CacheFactory caches, @Autowired Transactions transactions, @Autowired LocalCache local,
            @Autowired StringRedisTemplate redis, @Autowired CacheGenerations generations) {
        this.generations = generations;
        this.caches = caches;
        this.transactions = transactions;
        this.local = local;
        this.redis = redis;
    }

    @AfterEach
    void everyReaderReturned() throws InterruptedException {
        readers.shutdown();
        assertThat(readers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aSlowReaderDoesNotStoreAReplacedValue() throws ExecutionException, InterruptedException {
        var gate = new Gate();
        CacheAside<String, String> slow = cache(gate);
        Future<Optional<String>> reader = readers.submit(() -> slow.get(id));
        gate.awaitLoad();

        write(slow, "new");
        assertThat(local.get(name())).isNull();
        gate.open();

        assertThat(reader.get()).as("it lost its lease, and looked again").contains("new");
        assertThat(slow.get(id)).contains("new");
        assertThat(redis.opsForValue().get(name() + ":1")).contains("new");
    }

    @Test
    void aReadAfterAWriteDoesNotJoinAnOlderLoad() throws ExecutionException, InterruptedException {
        var gate = new Gate();
        CacheAside<String, String> slow = cache(gate);
        Future<Optional<String>> before = readers.submit(() -> slow.get(id));
        gate.awaitLoad();
        write(slow, "new");

        Future<Optional<String>> after = readers.submit(() -> slow.get(id));
        await().atMost(SOON).until(() -> loads.get() == 2);
        gate.open();

        assertThat(after.get()).contains("new");
        assertThat(before.get()).contains("new");
        assertThat(slow.get(id)).contains("new");
    }

    @Test
    void concurrentReadsShareOneLoad() throws ExecutionException, InterruptedException {
        var gate = new Gate();
        CacheAside<String, String> slow = cache(gate);
        List<Future<Optional<String>>> all = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            all.add(readers.submit(() -> slow.get(id)));
        }
        gate.awaitLoad();
        gate.open();
        for (Future<Optional<String>> reader : all) {
            assertThat(reader.get()).contains("old");
        }
        assertThat(loads).hasValue(1);
    }

    @Test
    void aReaderThatFindsALeaseWaitsAndDoesNotLoad() throws ExecutionException, InterruptedException {
        CacheAside<String, String> cache = cache(new Gate().open());
        redis.opsForValue().set(name() + ":1:lease", "another process's");
        Future<Optional<String>> reader = readers.submit(() -> cache.get(id));
        String envelope = "V" + "\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0001" + "\"theirs\"";
        redis.opsForValue().set(name() + ":1", generations.current() + envelope);
        assertThat(reader.get()).contains("theirs");
        assertThat(loads).hasValue(0);
    }

    @Test
    void aReaderWhoseWaitTimesOutLoadsWithoutStoring() {
        CacheAside<String, String> cache = cache(new Gate().open());
        redis.opsForValue().set(name() + ":1:lease", "a dead process's");
        assertThat(cache.get(id)).contains("old");
        assertThat(loads).hasValue(1);
        assertThat(redis.hasKey(name() + ":1")).isFalse();
        assertThat(local.get(name())).isNull();
    }

    @Test
    void theLeaseOfADeadHolderExpires() {
        CacheAside<String, String> cache = cache(new Gate().open());
        cache.get(UUID.randomUUID().toString());
        var gate = new Gate();
        CacheAside<String, String> slow = cache(gate);
        Future<?> reader = readers.submit(() -> slow.get(id));
        gate.awaitLoad();
        assertThat(redis.getExpire(name() + ":1:lease", TimeUnit.MILLISECONDS)).isBetween(1L, 2000L);
        gate.open();
        await().atMost(SOON).until(reader::isDone);
        assertThat(redis.hasKey(name() + ":1:lease")).isFalse();
    }

    @Test
    void aRolledBackWriteInvalidatesNothing() {
        CacheAside<String, String> cache = cache(new Gate().open());
        Cached<String> kept = cache.lookUp(id);
        assertThatThrownBy(() -> transactions.run(() -> {
            cache.invalidate(id);
            throw new IllegalStateException("changed its mind");
        })).hasMessage("changed its mind");
        assertThat(kept.isCurrent()).isTrue();
        assertThat(loads).hasValue(1);
    }

    @Test
    void aDerivedValueIsCurrentUntilItsSourceIsInvalidated() {
        CacheAside<String, String> cache = cache(new Gate().open());
        Cached<String> kept = cache.lookUp(id);
        assertThat(kept.isCurrent()).isTrue();
        write(cache, "new");
        assertThat(kept.isCurrent()).isFalse();
        await().atMost(SOON).until(() -> cache.lookUp(id).isCurrent()); // the invalidation may arrive after the first look-up
        assertThat(kept.isCurrent()).as("another value stands in its place").isFalse();
    }

    @Test
    void anInvalidationOutsideOfATransactionFails() {
        CacheAside<String, String> cache = cache(new Gate().open());
        assertThatThrownBy(() -> cache.invalidate(id)).isInstanceOf(IllegalStateException.class);
    }

    private void write(CacheAside<String, String> cache, String value) {
        transactions.run(() -> {
            row.set(value);
            cache.invalidate(id);
        });
    }

    private CacheAside<String, String> cache(Gate gate) {
        return caches.ofUsers(1, String.class, ids -> {
            loads.incrementAndGet();
            String read = row.get();
            gate.pass();
            return ids.stream().collect(Collectors.toMap(each -> each, _ -> read));
        });
    }

    private String name() {
        return "user:{" + id + "}";
    }

    /** Blocks every load after it has read the row, until the gate is opened. */
    private static final class Gate {

        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch opened = new CountDownLatch(1);

        Gate open() {
            opened.countDown();
            return this;
        }

        void pass() {
            reached.countDown();
            await(opened);
        }

        void awaitLoad() {
            await(reached);
        }

        private static void await(CountDownLatch latch) {
            try {
                assertThat(latch.await(SOON.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
