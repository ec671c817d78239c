/**
 * Batches requests that wait at the same time, and processes them on the threads of their callers: {@link
 * dev.tenfold.cache.batch.Batcher}. Used to commit orders and to load rows that caches do not have: {@link
 * dev.tenfold.cache.batch.BatchLoader}.
 */
@NullMarked
package dev.tenfold.cache.batch;

import org.jspecify.annotations.NullMarked;
