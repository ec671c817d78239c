/** The outbox: events are written in the transaction of the change, and published to listeners, Redis and Kafka at least once, in order for each aggregate. */
@NullMarked
package dev.tenfold.messaging.outbox;

import org.jspecify.annotations.NullMarked;
