package dev.tenfold.messaging.outbox;

import dev.tenfold.platform.tracing.CurrentTrace;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static dev.tenfold.platform.jdbc.SqlValues.array;
import static dev.tenfold.platform.jdbc.SqlValues.utc;

/** The events that wait to be told: the transactional outbox (microservices.io, pattern "Transactional outbox"). */
@Component
public class Outbox {

    /** Whoever listens to it in PostgreSQL is woken when there are new events. */
    public static final String CHANNEL = "tenfold_outbox";

    /** Writes events, for statements that do more; {@link #addBy} sets its parameters. */
    public static final String SQL = """
            INSERT INTO outbox (id, type, aggregate_id, data, occurred_at, traceparent)
            SELECT * FROM unnest(:eventIds, :eventTypes, :aggregates, :eventData, :occurred, :traces)
            """;

    private final JdbcClient jdbc;
    private final OutboxNotifier notifier;
    private final CurrentTrace trace;

    Outbox(JdbcClient jdbc, OutboxNotifier notifier, CurrentTrace trace) {
        this.jdbc = jdbc;
        this.notifier = notifier;
        this.trace = trace;
    }

    /**
     * Writes events, in this order, within the transaction that is open: they are told if it commits, and only then. The transaction must
     * already hold what they happened to, by having written or locked its row: so the events of one thing are numbered in the order in which
     * they happened (docs/adr/0016).
     */
    public void add(List<Event> events) {
        bind(jdbc.sql(SQL), events).update();
        notifyAfterCommit();
    }

    /** As {@link #add}, for a statement that contains {@link #SQL}: sets its parameters. The caller executes it, in the transaction that is open. */
    public StatementSpec addBy(StatementSpec statement, List<Event> events) {
        notifyAfterCommit();
        return bind(statement, events);
    }

    private StatementSpec bind(StatementSpec statement, List<Event> events) {
        String ours = trace.traceparent();
        return statement.param("eventIds", array("uuid", events, Event::id)).param("eventTypes", array("text", events, Event::type))
                .param("aggregates", array("uuid", events, Event::aggregate)).param("eventData", array("text", events, Event::data))
                .param("occurred", array("timestamptz", events, event -> utc(event.occurredAt())))
                .param("traces", array("text", events, event -> event.traceparent() == null ? ours : event.traceparent()));
    }

    /** Has events that another statement wrote, as {@link #add} would have, told soon after the transaction that is open has committed. */
    public void notifyAfterCommit() {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                notifier.signal();
            }
        });
    }
}
