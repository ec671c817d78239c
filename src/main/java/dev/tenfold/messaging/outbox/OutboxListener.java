package dev.tenfold.messaging.outbox;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Hears of events besides the target, in the relay's own transaction: of each at least once, of those of a shard in order. */
public interface OutboxListener {

    /** @param relay the transaction; what is written in it stays, also where the target then refuses the events */
    void onEvents(JdbcClient relay, List<PublishedEvent> events);

    /**
     * An event in its envelope.
     *
     * @param id the same at every repetition
     * @param body a CloudEvent, in JSON
     * @param traceparent the trace in which it happened, as far as that is known
     */
    record PublishedEvent(UUID id, String type, String body, @Nullable String traceparent) {}
}
