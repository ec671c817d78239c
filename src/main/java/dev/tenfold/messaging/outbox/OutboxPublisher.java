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
 * A turn of the relay: a batch of a few shards, claimed, told and marked as published in one transaction. When that breaks at any point, the events are
 * pending as before, and are told again: those of a shard always in the same order, and never by two at once. The listener hears of each event
 * before the target is told, and does not wait where the target is away.
 */
final class OutboxPublisher {

    /** Of a batch: a target is not to be kept busy for long at once. A single event may be bigger. */
    private static final int MOST_CHARACTERS = 1_000_000;
    /** In a turn. A turn costs six statements and a commit: too many for an event of each shard. The other shards are for other relays. */
    private static final int MOST_SHARDS = 4;

    private final EventTarget target;
    private final OutboxListener listener;
    private final OutboxMetrics metrics;
    private final JsonMapper json;
    private final String source;
    private final int batch;
    /** Up to where the listener has heard of each shard while the target refuses. What is committed late behind it waits for the target. */
    private final long[] heard = new long[PendingEventRepository.SHARDS];
    private int first;
    /** So many turns are still of one shard only, after a refusal: an event that is refused for good must not hold up other shards than its own. */
    private int careful;

    OutboxPublisher(EventTarget target, OutboxListener listener, OutboxMetrics metrics, JsonMapper json, OutboxProperties properties) {
        this.target = target;
        this.listener = listener;
        this.metrics = metrics;
        this.json = json;
        this.source = properties.source();
        this.batch = properties.batch();
    }

    /**
     * Answers whether there was anything to tell that nobody else is telling.
     *
     * @throws PublishFailed when the target did not take it
     */
    boolean publishBatch(OutboxConnection connection) throws SQLException {
        first = (first + 1) % PendingEventRepository.SHARDS;
        int most = careful > 0 ? 1 : MOST_SHARDS;
        PublishedBatch publishedBatch = connection.inTransaction(() -> publish(connection, connection.pendingEvents().claim(first, most)));
        PublishFailed refused = publishedBatch.refused();
        if (refused != null) {
            careful = PendingEventRepository.SHARDS;
            throw refused;
        }
        careful = Math.max(0, careful - 1);
        metrics.published(publishedBatch.told());
        return !publishedBatch.shards().isEmpty();
    }

    /** What came of a turn. */
    private record PublishedBatch(List<Integer> shards, List<PendingEvent> told, @Nullable PublishFailed refused) {}

    private PublishedBatch publish(OutboxConnection connection, List<Integer> shards) {
        if (shards.isEmpty()) {
            return new PublishedBatch(shards, List.of(), null);
        }
        PendingBatch next = connection.pendingEvents().read(shards, Math.max(1, batch / shards.size()));
        List<PendingEvent> told = new ArrayList<>();
        Map<Integer, List<Message>> messages = new TreeMap<>();
        List<PublishedEvent> news = new ArrayList<>();
        long size = 0;
        for (PendingEvent event : next.events()) {
            String body = body(event);
            size += body.length();
            if (size > MOST_CHARACTERS && !told.isEmpty()) {
                break;
            }
            messages.computeIfAbsent(event.shard(), _ -> new ArrayList<>()).add(new Message(event.aggregate().toString(), body));
            news.add(publishedEvent(event, body));
            told.add(event);
        }
        if (told.isEmpty()) {
            return new PublishedBatch(shards, told, null);
        }
        listener.onEvents(connection.jdbc(), news);
        try {
            target.publish(next.turn(), messages);
        } catch (PublishFailed refused) {
            told.forEach(event -> heard[event.shard()] = Math.max(heard[event.shard()], event.position()));
            shards.forEach(shard -> notifyListenerAhead(connection, shard));
            return new PublishedBatch(shards, List.of(), refused);
        }
        shards.forEach(shard -> heard[shard] = 0);
        connection.pendingEvents().markPublished(told);
        return new PublishedBatch(shards, told, null);
    }

    private void notifyListenerAhead(OutboxConnection connection, int shard) {
        List<PendingEvent> events = connection.pendingEvents().after(shard, heard[shard], batch);
        if (!events.isEmpty()) {
            listener.onEvents(connection.jdbc(), events.stream().map(event -> publishedEvent(event, body(event))).toList());
            heard[shard] = events.getLast().position();
        }
    }

    private static PublishedEvent publishedEvent(PendingEvent event, String body) {
        return new PublishedEvent(event.id(), event.type(), body, event.traceparent());
    }

    private String body(PendingEvent event) {
        return json.writeValueAsString(CloudEvent.of(event, source));
    }
}
