package dev.tenfold.event;

import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/** The events that wait to be told: the transactional outbox (microservices.io, pattern "Transactional outbox"). */
@Component
public class Outbox {

    private final JdbcClient jdbc;

    Outbox(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Writes events, in this order, within the transaction that is open: they are told if it commits, and only then. */
    public void add(List<Event> events) {
        jdbc.sql("""
                INSERT INTO outbox (id, type, aggregate_id, data, occurred_at)
                SELECT * FROM unnest(:ids, :types, :aggregates, :data, :occurred)
                """).param("ids", array("uuid", events, Event::id)).param("types", array("text", events, Event::type))
                .param("aggregates", array("uuid", events, Event::aggregate)).param("data", array("text", events, Event::data))
                .param("occurred", array("timestamptz", events, event -> event.occurredAt().atOffset(ZoneOffset.UTC))).update();
    }

    private static SqlArrayValue array(String type, List<Event> events, Function<Event, Object> column) {
        return new SqlArrayValue(type, events.stream().map(column).toArray());
    }
}
