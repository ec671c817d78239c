/** Telling webhooks of events: each at least once, with patience, and so that no receiver holds another up. */
@NullMarked
package dev.tenfold.messaging.delivery;

import org.jspecify.annotations.NullMarked;
