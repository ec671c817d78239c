/**
 * Cache-aside that cannot go stale. A feature has a {@link dev.tenfold.cache.cache.CacheAside} of its values, looks them up in it, and invalidates
 * what a transaction changes; everything else is in here.
 *
 * <p>A value is looked for in the {@link dev.tenfold.cache.cache.LocalCache} of this process, then in Redis, then loaded. Four things could make it
 * wrong, and each has its answer:
 *
 * <ol>
 * <li><b>A slow reader stores what a writer has just replaced.</b> Who misses in Redis gets a lease, a token beside the key, and its value is
 * stored only if the lease still stands ({@link dev.tenfold.cache.cache.Leases}). A write deletes value and lease in one step after its commit, so
 * whatever was read before is never stored after. In this process a {@link dev.tenfold.cache.cache.InFlightLoad} is the same thing.
 * <li><b>A hundred misses ask the same thing at once.</b> In a process they share one load; among processes only the one who holds the lease
 * loads, and the others wait for the value, for half a second at most. Misses of different rows that have to wait for the database are loaded
 * together ({@link dev.tenfold.cache.batch.BatchLoader}).
 * <li><b>A local cache does not hear of a change.</b> The step that deletes also publishes the key, and every process forgets it. A local cache
 * is believed only while the {@link dev.tenfold.cache.redis.RedisConnectionState} is up; when it falls the local cache is emptied, and fills again only after
 * the subscription stands.
 * <li><b>Redis does not hear of a change</b>, because the writer died after its commit or cannot reach it. What is to be deleted is written
 * down in the writer's transaction ({@link dev.tenfold.cache.cache.CacheInvalidator}) and crossed out once done; whatever stands there for a second is
 * done by another process. A process that could not reach Redis stops believing it at once, and believes it again only after everything
 * that is written down has been done.
 * </ol>
 *
 * <p>docs/caching.md has the pictures and the metrics.
 */
@NullMarked
package dev.tenfold.cache.cache;

import org.jspecify.annotations.NullMarked;
