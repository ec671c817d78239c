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

/** The transactional outbox (microservices.io, pattern "Transactional outbox"): events are written in the transaction of the change. */
@Component
public class Outbox {

    /** The PostgreSQL channel that is notified when there are new events. */
    public static final String CHANNEL = "tenfold_outbox";

    /** Inserts events. Can be part of a larger statement; {@link #addBy} sets its parameters. */
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
     * Inserts events, in this order, in the current transaction. They are published only if it commits. The transaction must already have
     * written or locked the row of each aggregate, so that the events of one aggregate are numbered in the order in which they happened
     * (docs/adr/0016).
     */
    public void add(List<Event> events) {
        bind(jdbc.sql(SQL), events).update();
        notifyAfterCommit();
    }

    /**
     * Like {@link #add}, for a statement that contains {@link #SQL}: sets its parameters. The caller executes it in the current
     * transaction.
     */
    public StatementSpec addBy(StatementSpec statement, List<Event> events) {
        notifyAfterCommit();
        return bind(statement, events);
    }

    private StatementSpec bind(StatementSpec statement, List<Event> events) {
        String current = trace.traceparent();
        return statement.param("eventIds", array("uuid", events, Event::id)).param("eventTypes", array("text", events, Event::type))
                .param("aggregates", array("uuid", events, Event::aggregate)).param("eventData", array("text", events, Event::data))
                .param("occurred", array("timestamptz", events, event -> utc(event.occurredAt())))
                .param("traces", array("text", events, event -> event.traceparent() == null ? current : event.traceparent()));
    }

    /** Wakes the relay soon after the current transaction has committed. */
    private void notifyAfterCommit() {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                notifier.signal();
            }
        });
    }
}
