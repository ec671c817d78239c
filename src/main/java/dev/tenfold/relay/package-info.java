/** Tells the events of the outbox to others: at least once, those of one thing in order. */
@NullMarked
package dev.tenfold.relay;

import org.jspecify.annotations.NullMarked;
