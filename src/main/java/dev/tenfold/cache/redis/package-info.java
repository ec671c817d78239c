/**
 * The connection to Redis: its commands and messages, and whether both can be relied on. While it is down, the service works without
 * Redis.
 */
@NullMarked
package dev.tenfold.cache.redis;

import org.jspecify.annotations.NullMarked;
