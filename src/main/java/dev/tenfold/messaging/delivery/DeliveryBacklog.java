package dev.tenfold.messaging.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries that wait.
 * @param pending the number of deliveries, counted up to 100,000
 * @param oldestDue since when the oldest due delivery of an enabled webhook has been due, or null
 */
record DeliveryBacklog(int pending, @Nullable Instant oldestDue) {}
