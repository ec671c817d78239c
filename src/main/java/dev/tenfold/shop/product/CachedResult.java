package dev.tenfold.shop.product;

import dev.tenfold.cache.cache.Freshness;

/** A value that was read through the cache, and whether it is still current. */
record CachedResult<T>(T value, Freshness freshness) {}
