package dev.tenfold.shop.product;

import dev.tenfold.cache.cache.Standing;

/** What was read, and whether it still stands. */
record Kept<T>(T value, Standing standing) {}
