/** Messages to other systems, delivered at least once: the outbox and webhooks. */
@NullMarked
package dev.tenfold.messaging;

import org.jspecify.annotations.NullMarked;
