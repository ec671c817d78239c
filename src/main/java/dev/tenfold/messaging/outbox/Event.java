package dev.tenfold.messaging.outbox;

import dev.tenfold.platform.id.Uuids;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened.
 *
 * @param id the same at every delivery, so that a receiver can tell a repetition
 * @param type what happened, such as {@code order.placed}
 * @param aggregate the id of what it happened to
 * @param data what a receiver needs to know, in JSON
 * @param traceparent the trace that it is part of; null for that of the thread which writes it down
 */
public record Event(UUID id, String type, UUID aggregate, String data, Instant occurredAt, @Nullable String traceparent) {

    /** A new event. */
    public static Event of(String type, UUID aggregate, String data, Instant occurredAt) {
        return new Event(Uuids.next(), type, aggregate, data, occurredAt, null);
    }

    /** The same, as part of a trace. */
    public Event in(@Nullable String trace) {
        return new Event(id, type, aggregate, data, occurredAt, trace);
    }
}
