package dev.tenfold.messaging.outbox;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of the outbox that nobody has been told of yet.
 *
 * @param position rises from event to event of one aggregate
 */
record PendingEvent(long position, UUID id, String type, UUID aggregate, String data, Instant occurredAt, @Nullable String traceparent) {

    /** As the index of the outbox has it. */
    int shard() {
        return (int) (aggregate.getLeastSignificantBits() & (PendingEventRepository.SHARDS - 1));
    }
}
