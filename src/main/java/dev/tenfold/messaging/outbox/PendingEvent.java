package dev.tenfold.messaging.outbox;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of the outbox that is not yet published.
 * @param position rises from event to event of one aggregate
 */
record PendingEvent(long position, UUID id, String type, UUID aggregate, String data, Instant occurredAt, @Nullable String traceparent) {

    /** The shard, by the same rule as the index of the outbox. */
    int shard() {
        return (int) (aggregate.getLeastSignificantBits() & (PendingEventRepository.SHARDS - 1));
    }
}
