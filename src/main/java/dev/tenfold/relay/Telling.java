package dev.tenfold.relay;

import dev.tenfold.relay.Target.Message;
import dev.tenfold.relay.Target.NotTold;
import dev.tenfold.relay.UntoldRepository.Batch;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * A turn of the relay: one batch of one shard, claimed, told and crossed out in one transaction. When that breaks at any point, the events are
 * untold as before, and are told again: those of a shard always in the same order, and never by two at once.
 */
final class Telling {

    /** Of a batch: a target is not to be kept busy for long at once. A single event may be bigger. */
    private static final int MOST_CHARACTERS = 1_000_000;

    private final Target target;
    private final RelayMetrics metrics;
    private final JsonMapper json;
    private final String source;
    private final int batch;
    private int first;

    Telling(Target target, RelayMetrics metrics, JsonMapper json, RelayProperties properties) {
        this.target = target;
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
        List<UntoldEvent> told = new ArrayList<>();
        boolean found = connection.inTransaction(() -> {
            Optional<Integer> shard = connection.untold().claim(first);
            shard.ifPresent(claimed -> tell(connection.untold(), claimed, told));
            return shard.isPresent();
        });
        metrics.told(told);
        return found;
    }

    private void tell(UntoldRepository untold, int shard, List<UntoldEvent> told) {
        Batch next = untold.read(shard, batch);
        List<Message> messages = new ArrayList<>();
        long size = 0;
        for (UntoldEvent event : next.events()) {
            String body = json.writeValueAsString(CloudEvent.of(event, source));
            size += body.length();
            if (size > MOST_CHARACTERS && !messages.isEmpty()) {
                break;
            }
            messages.add(new Message(event.aggregate().toString(), body));
            told.add(event);
        }
        if (!messages.isEmpty()) {
            target.tell(shard, next.turn(), messages);
            untold.crossOut(told);
        }
    }
}
