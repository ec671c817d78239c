/**
 * Work that waits together is done together, by its callers' own threads: {@link dev.tenfold.cache.batch.Batcher}. Orders are committed so, and rows
 * that caches miss are loaded so: {@link dev.tenfold.cache.batch.BatchLoader}.
 */
@NullMarked
package dev.tenfold.cache.batch;

import org.jspecify.annotations.NullMarked;
