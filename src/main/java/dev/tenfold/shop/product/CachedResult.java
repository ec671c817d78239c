package dev.tenfold.shop.product;

import dev.tenfold.cache.cache.Freshness;

/** What was read, and whether it still stands. */
record CachedResult<T>(T value, Freshness freshness) {}
