package dev.tenfold.messaging.outbox;

import java.util.UUID;

/**
 * The data of an event: a record whose components are the members of the JSON object. Receivers depend on them (docs/events.md), so a
 * response of the API is never used as the data of an event.
 */
public interface EventData {

    /** What happened, such as {@code order.placed}. */
    String type();

    /** The id of the order, product or other object that it happened to. */
    UUID aggregate();
}
