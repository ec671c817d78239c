package dev.tenfold.cache.cache;

import dev.tenfold.cache.cache.Leases.LeaseResult;
import dev.tenfold.testing.services.TenfoldTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/** A load that takes longer than its lease, or than others wait for it. */
@TenfoldTest
class LeaseLossTest {

    @Autowired
    private CacheFactory caches;

    @Autowired
    private Leases leases;

    @Autowired
    private LocalCache local;

    /**
     * The second change is committed, but its invalidation is not sent yet. The slow reader has loaded it, while later readers still get
     * the old value.
     */
    @Test
    void noReaderSeesAValueThatTheNextReaderDoesNot() throws Exception {
        String id = UUID.randomUUID().toString();
        CacheKey key = CacheKey.of("user", 1, id);
        var loads = new AtomicInteger();
        var begun = new CountDownLatch(1);
        var committed = new CountDownLatch(1);
        CacheAside<String, String> cache = caches.ofUsers(1, String.class, ids -> {
            String value = "after the first change";
            if (loads.incrementAndGet() == 1) {
                begun.countDown();
                awaitQuietly(committed);
                value = "after the second change";
            }
            return Map.of(ids.iterator().next(), value);
        });

        CompletableFuture<Optional<String>> slow = CompletableFuture.supplyAsync(() -> cache.get(id));
        begun.await();
        leases.invalidate(List.of(key));
        local.evict(key.name());
        assertThat(cache.get(id)).contains("after the first change");
        committed.countDown();

        assertThat(slow.get()).isEqualTo(cache.get(id));
    }

    /** The value that the other loader has is older than the one that was loaded here meanwhile. */
    @Test
    void aReaderThatHasWaitedTooLongTakesTheLeaseFromTheOther() {
        String id = UUID.randomUUID().toString();
        CacheKey key = CacheKey.of("user", 1, id);
        CacheAside<String, String> cache = caches.ofUsers(1, String.class, ids -> Map.of(ids.iterator().next(), "after the change"));
        Leases.Reader other = leases.newReader();
        assertThat(leases.getOrLease(key, other)).isInstanceOf(LeaseResult.Leased.class);

        assertThat(cache.get(id)).contains("after the change");
        byte[] older = new StoredValue(true, 1, "\"before the change\"".getBytes(StandardCharsets.UTF_8)).bytes();
        assertThat(leases.store(key, other, older, Duration.ofMinutes(1))).as("stored by the other").isFalse();
        assertThat(cache.get(id)).contains("after the change");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
