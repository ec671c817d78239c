package dev.tenfold.messaging.outbox;

import dev.tenfold.platform.id.Uuids;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened.
 * @param id the same at every delivery, so that a receiver can recognize a duplicate
 * @param type what happened, such as {@code order.placed}
 * @param aggregate the id of the order, product or other object that it happened to
 * @param data what a receiver needs to know, in JSON
 * @param traceparent the trace that it belongs to; null for the trace of the thread that writes it
 */
public record Event(UUID id, String type, UUID aggregate, String data, Instant occurredAt, @Nullable String traceparent) {

    /** A new event. */
    public static Event of(String type, UUID aggregate, String data, Instant occurredAt) {
        return new Event(Uuids.next(), type, aggregate, data, occurredAt, null);
    }

    /** The same event, as part of a trace. */
    public Event in(@Nullable String trace) {
        return new Event(id, type, aggregate, data, occurredAt, trace);
    }
}
