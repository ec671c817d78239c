package dev.tenfold.product;

import dev.tenfold.cache.Standing;

/** What was read, and whether it still stands. */
record Kept<T>(T value, Standing standing) {}
