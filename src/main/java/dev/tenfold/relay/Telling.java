package dev.tenfold.relay;

import dev.tenfold.relay.Listener.Heard;
import dev.tenfold.relay.Target.Message;
import dev.tenfold.relay.Target.NotTold;
import dev.tenfold.relay.UntoldRepository.Batch;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A turn of the relay: one batch of one shard, claimed, told and crossed out in one transaction. When that breaks at any point, the events are
 * untold as before, and are told again: those of a shard always in the same order, and never by two at once. The listener hears of each event
 * before the target is told, and does not wait where the target is away.
 */
final class Telling {

    /** Of a batch: a target is not to be kept busy for long at once. A single event may be bigger. */
    private static final int MOST_CHARACTERS = 1_000_000;

    private final Target target;
    private final Listener listener;
    private final RelayMetrics metrics;
    private final JsonMapper json;
    private final String source;
    private final int batch;
    /** Up to where the listener has heard of each shard while the target refuses. What is committed late behind it waits for the target. */
    private final long[] heard = new long[UntoldRepository.SHARDS];
    private int first;

    Telling(Target target, Listener listener, RelayMetrics metrics, JsonMapper json, RelayProperties properties) {
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
     * @throws NotTold when the target did not take it
     */
    boolean turn(RelayConnection connection) throws SQLException {
        first = (first + 1) % UntoldRepository.SHARDS;
        Optional<Turn> turn = connection.inTransaction(() -> connection.untold().claim(first).map(shard -> tell(connection, shard)));
        if (turn.isEmpty()) {
            return false;
        }
        NotTold refused = turn.get().refused();
        if (refused != null) {
            throw refused;
        }
        metrics.told(turn.get().told());
        return true;
    }

    /** What came of a turn. */
    private record Turn(List<UntoldEvent> told, @Nullable NotTold refused) {}

    private Turn tell(RelayConnection connection, int shard) {
        Batch next = connection.untold().read(shard, batch);
        List<UntoldEvent> told = new ArrayList<>();
        List<Message> messages = new ArrayList<>();
        List<Heard> news = new ArrayList<>();
        long size = 0;
        for (UntoldEvent event : next.events()) {
            String body = body(event);
            size += body.length();
            if (size > MOST_CHARACTERS && !messages.isEmpty()) {
                break;
            }
            messages.add(new Message(event.aggregate().toString(), body));
            news.add(new Heard(event.id(), event.type(), body, event.traceparent()));
            told.add(event);
        }
        if (messages.isEmpty()) {
            return new Turn(told, null);
        }
        listener.hear(connection.jdbc(), news);
        try {
            target.tell(shard, next.turn(), messages);
        } catch (NotTold refused) {
            hearAhead(connection, shard, told.getLast().position());
            return new Turn(List.of(), refused);
        }
        heard[shard] = 0;
        connection.untold().crossOut(told);
        return new Turn(told, null);
    }

    private void hearAhead(RelayConnection connection, int shard, long position) {
        heard[shard] = Math.max(heard[shard], position);
        List<UntoldEvent> events = connection.untold().after(shard, heard[shard], batch);
        if (!events.isEmpty()) {
            listener.hear(connection.jdbc(),
                    events.stream().map(event -> new Heard(event.id(), event.type(), body(event), event.traceparent())).toList());
            heard[shard] = events.getLast().position();
        }
    }

    private String body(UntoldEvent event) {
        return json.writeValueAsString(CloudEvent.of(event, source));
    }
}
