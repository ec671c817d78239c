package dev.tenfold.shop.payment;

import org.jspecify.annotations.Nullable;

/**
 * An event as it arrived, with the headers of Standard Webhooks 1.0.0.
 * @param id {@code webhook-id}
 * @param timestamp {@code webhook-timestamp}, in seconds since 1970
 * @param signatures {@code webhook-signature}: one or more, separated by blanks
 * @param body as it was signed
 */
@SuppressWarnings("ArrayRecordComponent") // bytes to verify: events are never compared
record SignedEvent(@Nullable String id, @Nullable String timestamp, @Nullable String signatures, byte[] body) {}
