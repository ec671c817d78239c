/** The connection to Redis: its commands and messages, and whether both can be relied on. Who uses it does without while it is down. */
@NullMarked
package dev.tenfold.cache.redis;

import org.jspecify.annotations.NullMarked;
