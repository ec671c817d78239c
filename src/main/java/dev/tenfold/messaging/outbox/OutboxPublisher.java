package dev.tenfold.messaging.outbox;

import dev.tenfold.messaging.outbox.EventTarget.Message;
import dev.tenfold.messaging.outbox.EventTarget.PublishFailed;
import dev.tenfold.messaging.outbox.OutboxListener.PublishedEvent;
import dev.tenfold.messaging.outbox.PendingEventRepository.PendingBatch;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Publishes one batch: claims a few shards, publishes their events and marks them as published, all in one transaction. If that fails at
 * any point, the events stay pending and are published again. Events of a shard are always published in the same order, and never by two
 * relays at once. The listener gets each event before the target does, and also while the target is down.
 */
final class OutboxPublisher {

    /** The maximum size of a batch, so that it does not keep the target busy for long. A single event may be larger. */
    private static final int MOST_CHARACTERS = 1_000_000;
    /**
     * The maximum number of shards in a batch. A batch costs six statements and a commit, too much for one event of one shard. The other
     * shards are left for other relays.
     */
    private static final int MOST_SHARDS = 4;

    private final EventTarget target;
    private final OutboxListener listener;
    private final OutboxMetrics metrics;
    private final JsonMapper json;
    private final String source;
    private final int batch;
    /**
     * For each shard, the position up to which the listener has got events while the target fails. An event with a lower position that is
     * committed later waits for the target.
     */
    private final long[] listenerPositions = new long[PendingEventRepository.SHARDS];
    private int first;
    /**
     * How many of the next batches take only one shard. Set after a failure: an event that the target always rejects must not block other
     * shards.
     */
    private int singleShardBatches;

    OutboxPublisher(EventTarget target, OutboxListener listener, OutboxMetrics metrics, JsonMapper json, OutboxProperties properties) {
        this.target = target;
        this.listener = listener;
        this.metrics = metrics;
        this.json = json;
        this.source = properties.source();
        this.batch = properties.batch();
    }

    /**
     * Publishes a batch. Returns whether there was any event that no other relay was publishing.
     * @throws PublishFailed when the target did not accept it
     */
    boolean publishBatch(OutboxConnection connection) throws SQLException {
        first = (first + 1) % PendingEventRepository.SHARDS;
        int most = singleShardBatches > 0 ? 1 : MOST_SHARDS;
        PublishedBatch publishedBatch = connection.inTransaction(() -> publish(connection, connection.pendingEvents().claim(first, most)));
        PublishFailed refused = publishedBatch.refused();
        if (refused != null) {
            singleShardBatches = PendingEventRepository.SHARDS;
            throw refused;
        }
        singleShardBatches = Math.max(0, singleShardBatches - 1);
        metrics.published(publishedBatch.published());
        return !publishedBatch.shards().isEmpty();
    }

    /** The result of a batch. */
    private record PublishedBatch(List<Integer> shards, List<PendingEvent> published, @Nullable PublishFailed refused) {}

    private PublishedBatch publish(OutboxConnection connection, List<Integer> shards) {
        if (shards.isEmpty()) {
            return new PublishedBatch(shards, List.of(), null);
        }
        PendingBatch next = connection.pendingEvents().read(shards, Math.max(1, batch / shards.size()));
        List<PendingEvent> published = new ArrayList<>();
        Map<Integer, List<Message>> messages = new TreeMap<>();
        List<PublishedEvent> listenerEvents = new ArrayList<>();
        long size = 0;
        for (PendingEvent event : next.events()) {
            String body = body(event);
            size += body.length();
            if (size > MOST_CHARACTERS && !published.isEmpty()) {
                break;
            }
            messages.computeIfAbsent(event.shard(), _ -> new ArrayList<>()).add(new Message(event.aggregate().toString(), body));
            listenerEvents.add(publishedEvent(event, body));
            published.add(event);
        }
        if (published.isEmpty()) {
            return new PublishedBatch(shards, published, null);
        }
        listener.onEvents(connection.jdbc(), listenerEvents);
        try {
            target.publish(next.fencingToken(), messages);
        } catch (PublishFailed refused) {
            published.forEach(event -> listenerPositions[event.shard()] = Math.max(listenerPositions[event.shard()], event.position()));
            shards.forEach(shard -> notifyListenerAhead(connection, shard));
            return new PublishedBatch(shards, List.of(), refused);
        }
        shards.forEach(shard -> listenerPositions[shard] = 0);
        connection.pendingEvents().markPublished(published);
        return new PublishedBatch(shards, published, null);
    }

    private void notifyListenerAhead(OutboxConnection connection, int shard) {
        List<PendingEvent> events = connection.pendingEvents().after(shard, listenerPositions[shard], batch);
        if (!events.isEmpty()) {
            listener.onEvents(connection.jdbc(), events.stream().map(event -> publishedEvent(event, body(event))).toList());
            listenerPositions[shard] = events.getLast().position();
        }
    }

    private static PublishedEvent publishedEvent(PendingEvent event, String body) {
        return new PublishedEvent(event.id(), event.type(), body, event.traceparent());
    }

    private String body(PendingEvent event) {
        return json.writeValueAsString(CloudEvent.of(event, source));
    }
}
