package dev.tenfold.event;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import static dev.tenfold.sql.SqlValues.array;
import static dev.tenfold.sql.SqlValues.utc;

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
                .param("occurred", array("timestamptz", events, event -> utc(event.occurredAt()))).update();
    }
}
