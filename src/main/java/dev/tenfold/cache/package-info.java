/** The two-level cache, its connection to Redis, and the batching of database loads. */
@NullMarked
package dev.tenfold.cache;

import org.jspecify.annotations.NullMarked;
