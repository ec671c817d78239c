package dev.tenfold.messaging.outbox;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Gets events in addition to the target, in the relay's own transaction: each event at least once, those of a shard in order. */
public interface OutboxListener {

    /** @param relay the transaction; what is written in it is committed even if the target then rejects the events */
    void onEvents(JdbcClient relay, List<PublishedEvent> events);

    /**
     * An event in its envelope.
     * @param id the same at every repetition
     * @param body a CloudEvent in JSON
     * @param traceparent the trace in which it happened, if known
     */
    record PublishedEvent(UUID id, String type, String body, @Nullable String traceparent) {}
}
