/** Delivers events to webhooks, each at least once, with retries, and so that a slow receiver does not delay the others. */
@NullMarked
package dev.tenfold.messaging.delivery;

import org.jspecify.annotations.NullMarked;
