package dev.tenfold.messaging.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be delivered.
 *
 * @param pending how many deliveries, counted up to 100,000
 * @param oldestDue since when the one has been due that has been so the longest, where any is: of webhooks that are switched on
 */
record DeliveryBacklog(int pending, @Nullable Instant oldestDue) {}
