/**
 * The connections to Redis, and whether they can be relied on: one to the Redis of the cache, for commands and messages, and one to the
 * Redis of events and rate limits, for commands. Both are the same if one Redis holds all. While one is down, the service works without it.
 */
@NullMarked
package dev.tenfold.cache.redis;

import org.jspecify.annotations.NullMarked;
