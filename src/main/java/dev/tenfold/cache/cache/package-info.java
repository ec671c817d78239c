/**
 * Cache-aside that does not go stale. A feature has a {@link dev.tenfold.cache.cache.CacheAside} for its values, reads through it, and
 * invalidates what a transaction changes. The rest of this package makes that correct.
 * <p>A read looks in the {@link dev.tenfold.cache.cache.LocalCache} of this process, then in Redis, then loads the value from the
 * database. Five things could go wrong, and each has a countermeasure: <ol>
 * <li><b>A slow reader stores a value that a writer has just replaced.</b> A reader that misses in Redis gets a lease, a token beside the
 * key. Its value is stored only if the lease is still valid ({@link dev.tenfold.cache.cache.Leases}). A write deletes the value and the
 * lease in one step after its commit, so a value that was read before a change is never stored after it. Within this process, an {@link
 * dev.tenfold.cache.cache.InFlightLoad} does the same.
 * <li><b>A hundred readers miss the same value at once.</b> Within a process they share one load. Among processes only the holder of the
 * lease loads, and the others wait for the value, for half a second at most. Misses of different rows that wait for the database are
 * loaded together ({@link dev.tenfold.cache.batch.BatchLoader}).
 * <li><b>A local cache misses an invalidation.</b> The step that deletes the value also publishes its key, and every process removes it.
 * A local cache is used only while the {@link dev.tenfold.cache.redis.RedisConnectionState} is up. When the connection is lost the local
 * cache is cleared, and it fills again only after the subscription is confirmed.
 * <li><b>Redis misses an invalidation</b>, because the writer died after its commit or cannot reach Redis. Each key is also written to a
 * table in the writer's transaction ({@link dev.tenfold.cache.cache.CacheInvalidator}) and deleted from it once the invalidation is done.
 * An entry older than a second is handled by another process. A process that cannot reach Redis stops using it at once, and uses it again
 * only after all entries in the table are done.
 * <li><b>Redis comes back with older data</b>, after a restart or a promotion. Each value is stored with its generation, and another
 * server begins another generation ({@link dev.tenfold.cache.cache.CacheGenerations}).
 * </ol>
 * <p>docs/caching.md has the diagrams and the metrics.
 */
@NullMarked
package dev.tenfold.cache.cache;

import org.jspecify.annotations.NullMarked;
