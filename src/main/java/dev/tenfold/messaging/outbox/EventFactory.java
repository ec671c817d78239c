package dev.tenfold.messaging.outbox;

import java.time.Instant;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Makes events, with their data as JSON. */
@Component
public class EventFactory {

    private final JsonMapper json;

    EventFactory(JsonMapper json) {
        this.json = json;
    }

    /** A new event. */
    public Event of(EventData data, Instant occurredAt) {
        return Event.of(data.type(), data.aggregate(), json.writeValueAsString(data), occurredAt);
    }
}
