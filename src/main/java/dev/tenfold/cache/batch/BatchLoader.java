package dev.tenfold.cache.batch;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Loads rows by their ids, together: what caches do not have. Misses that wait together, because as many statements as may be are under way, are loaded by one; and the
 * number of statements under way is the limit on what missing caches may ask of the database.
 */
public final class BatchLoader<K, V> {

    private final Function<Collection<K>, Map<K, V>> loader;
    private final Batcher<BatchQuery<K, V>, Optional<V>> batcher;

    /** @param loader the rows of these ids that there are, by one statement */
    public BatchLoader(Function<Collection<K>, Map<K, V>> loader, Batcher.Limits limits) {
        this.loader = loader;
        this.batcher = new Batcher<>(this::serve, limits, "More reads wait for the database than it can serve in time");
    }

    /**
     * The row, or empty where there is none.
     *
     * @throws dev.tenfold.platform.failure.Failure.Unavailable when too many wait
     * @throws org.springframework.dao.DataAccessException when the database fails
     */
    public Optional<V> load(K id) {
        return batcher.submit(new BatchQuery<>(id));
    }

    /** How many wait. */
    int waiting() {
        return batcher.waiting();
    }

    private void serve(List<BatchQuery<K, V>> batch) {
        try {
            Set<K> ids = HashSet.newHashSet(batch.size());
            batch.forEach(load -> ids.add(load.id));
            Map<K, V> rows = loader.apply(ids);
            batch.forEach(load -> load.succeed(Optional.ofNullable(rows.get(load.id))));
        } catch (RuntimeException failure) {
            batch.forEach(load -> load.fail(failure));
        }
    }

    private static final class BatchQuery<K, V> extends PendingCall<Optional<V>> {

        private final K id;

        BatchQuery(K id) {
            this.id = id;
        }
    }
}
