package dev.tenfold.messaging.outbox;

import dev.tenfold.messaging.outbox.Listener.Heard;
import dev.tenfold.messaging.outbox.Target.Message;
import dev.tenfold.messaging.outbox.Target.NotTold;
import dev.tenfold.messaging.outbox.UntoldRepository.Batch;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A turn of the relay: a batch of a few shards, claimed, told and crossed out in one transaction. When that breaks at any point, the events are
 * untold as before, and are told again: those of a shard always in the same order, and never by two at once. The listener hears of each event
 * before the target is told, and does not wait where the target is away.
 */
final class Telling {

    /** Of a batch: a target is not to be kept busy for long at once. A single event may be bigger. */
    private static final int MOST_CHARACTERS = 1_000_000;
    /** In a turn. A turn costs six statements and a commit: too many for an event of each shard. The other shards are for other relays. */
    private static final int MOST_SHARDS = 4;

    private final Target target;
    private final Listener listener;
    private final RelayMetrics metrics;
    private final JsonMapper json;
    private final String source;
    private final int batch;
    /** Up to where the listener has heard of each shard while the target refuses. What is committed late behind it waits for the target. */
    private final long[] heard = new long[UntoldRepository.SHARDS];
    private int first;
    /** So many turns are still of one shard only, after a refusal: an event that is refused for good must not hold up other shards than its own. */
    private int careful;

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
        int most = careful > 0 ? 1 : MOST_SHARDS;
        Turn turn = connection.inTransaction(() -> tell(connection, connection.untold().claim(first, most)));
        NotTold refused = turn.refused();
        if (refused != null) {
            careful = UntoldRepository.SHARDS;
            throw refused;
        }
        careful = Math.max(0, careful - 1);
        metrics.told(turn.told());
        return !turn.shards().isEmpty();
    }

    /** What came of a turn. */
    private record Turn(List<Integer> shards, List<UntoldEvent> told, @Nullable NotTold refused) {}

    private Turn tell(RelayConnection connection, List<Integer> shards) {
        if (shards.isEmpty()) {
            return new Turn(shards, List.of(), null);
        }
        Batch next = connection.untold().read(shards, Math.max(1, batch / shards.size()));
        List<UntoldEvent> told = new ArrayList<>();
        Map<Integer, List<Message>> messages = new TreeMap<>();
        List<Heard> news = new ArrayList<>();
        long size = 0;
        for (UntoldEvent event : next.events()) {
            String body = body(event);
            size += body.length();
            if (size > MOST_CHARACTERS && !told.isEmpty()) {
                break;
            }
            messages.computeIfAbsent(event.shard(), _ -> new ArrayList<>()).add(new Message(event.aggregate().toString(), body));
            news.add(heard(event, body));
            told.add(event);
        }
        if (told.isEmpty()) {
            return new Turn(shards, told, null);
        }
        listener.hear(connection.jdbc(), news);
        try {
            target.tell(next.turn(), messages);
        } catch (NotTold refused) {
            told.forEach(event -> heard[event.shard()] = Math.max(heard[event.shard()], event.position()));
            shards.forEach(shard -> hearAhead(connection, shard));
            return new Turn(shards, List.of(), refused);
        }
        shards.forEach(shard -> heard[shard] = 0);
        connection.untold().crossOut(told);
        return new Turn(shards, told, null);
    }

    private void hearAhead(RelayConnection connection, int shard) {
        List<UntoldEvent> events = connection.untold().after(shard, heard[shard], batch);
        if (!events.isEmpty()) {
            listener.hear(connection.jdbc(), events.stream().map(event -> heard(event, body(event))).toList());
            heard[shard] = events.getLast().position();
        }
    }

    private static Heard heard(UntoldEvent event, String body) {
        return new Heard(event.id(), event.type(), body, event.traceparent());
    }

    private String body(UntoldEvent event) {
        return json.writeValueAsString(CloudEvent.of(event, source));
    }
}
