package dev.tenfold.event;

import dev.tenfold.trace.CurrentTrace;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static dev.tenfold.sql.SqlValues.array;
import static dev.tenfold.sql.SqlValues.utc;

/** The events that wait to be told: the transactional outbox (microservices.io, pattern "Transactional outbox"). */
@Component
public class Outbox {

    /** Whoever listens to it in PostgreSQL is woken when there are new events. */
    public static final String CHANNEL = "tenfold_outbox";

    private final JdbcClient jdbc;
    private final Bell bell;
    private final CurrentTrace trace;

    Outbox(JdbcClient jdbc, Bell bell, CurrentTrace trace) {
        this.jdbc = jdbc;
        this.bell = bell;
        this.trace = trace;
    }

    /**
     * Writes events, in this order, within the transaction that is open: they are told if it commits, and only then. The transaction must
     * already hold what they happened to, by having written or locked its row: so the events of one thing are numbered in the order in which
     * they happened (docs/adr/0020).
     */
    public void add(List<Event> events) {
        String ours = trace.traceparent();
        jdbc.sql("""
                INSERT INTO outbox (id, type, aggregate_id, data, occurred_at, traceparent)
                SELECT * FROM unnest(:ids, :types, :aggregates, :data, :occurred, :traces)
                """).param("ids", array("uuid", events, Event::id)).param("types", array("text", events, Event::type))
                .param("aggregates", array("uuid", events, Event::aggregate)).param("data", array("text", events, Event::data))
                .param("occurred", array("timestamptz", events, event -> utc(event.occurredAt())))
                .param("traces", array("text", events, event -> event.traceparent() == null ? ours : event.traceparent())).update();
        ringAfterCommit();
    }

    /** Has events that another statement wrote, as {@link #add} would have, told soon after the transaction that is open has committed. */
    public void ringAfterCommit() {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                bell.ring();
            }
        });
    }
}
