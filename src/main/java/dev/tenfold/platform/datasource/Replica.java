package dev.tenfold.platform.datasource;

import dev.tenfold.platform.datasource.PrimaryWal.Server;
import dev.tenfold.platform.worker.SupervisedLoop;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One replica: its pool of connections, and the position that it has replayed, which it is asked for a few times a second. */
final class Replica extends SupervisedLoop {

    private static final Logger LOG = LoggerFactory.getLogger(Replica.class);
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    /**
     * The control file knows the timeline of the last restart point, which may be minutes old. What the replica receives and what it has
     * written to disk is newer, but not always known.
     */
    private static final String POSITION = """
            SELECT pg_is_in_recovery(), coalesce((pg_last_wal_replay_lsn() - '0/0')::bigint, 0),
                   (SELECT system_identifier FROM pg_control_system()),
                   greatest((SELECT timeline_id FROM pg_control_checkpoint()), (SELECT min_recovery_end_timeline FROM pg_control_recovery()),
                            (SELECT received_tli FROM pg_stat_wal_receiver))
            """;

    private final String name;
    private final DeadlineDataSource pool;
    private final WalConnection connection;
    private final PrimaryWal primary;
    private final ReplicaProperties properties;
    private volatile State state = State.unusable("it was not asked yet");
    private volatile boolean logged = true;

    Replica(DeadlineDataSource pool, PrimaryWal primary, ReplicaProperties properties, MeterRegistry metrics) {
        super(pool.getPoolName(), PrimaryWal.PHASE, PrimaryWal.STOP_LIMIT);
        this.name = pool.getPoolName();
        this.pool = pool;
        this.connection = new WalConnection(pool);
        this.primary = primary;
        this.properties = properties;
        Gauge.builder("tenfold.replica.usable", this, replica -> replica.has(Lsn.NONE) ? 1 : 0).tag("replica", name)
                .description("1 while reads may go to this replica").register(metrics);
        Gauge.builder("tenfold.replica.lag", this, Replica::lagSeconds).tag("replica", name).baseUnit("seconds")
                .description("How far this replica is behind the primary; NaN if that is not known").register(metrics);
    }

    /**
     * What is known of the replica.
     * @param replayed what it has replayed, at least
     * @param asOf it has everything that was committed before this time, as {@link System#nanoTime} counts; null if that is not known
     * @param refusal why it is not read, or null
     */
    private record State(Lsn replayed, @Nullable Long asOf, @Nullable String refusal) {

        static State unusable(String why) {
            return new State(Lsn.NONE, null, why);
        }
    }

    DeadlineDataSource pool() {
        return pool;
    }

    /** Whether it may be read, and shows everything before this position. */
    boolean has(Lsn position) {
        State known = state;
        return known.refusal() == null && known.asOf() != null && known.replayed().compareTo(position) >= 0
                && System.nanoTime() - known.asOf() <= properties.maxLag().toNanos();
    }

    /** A read failed: leaves it alone until it answers the next question. */
    void onFailedRead(Throwable failure) {
        state = State.unusable("a read failed: " + failure);
    }

    @Override
    protected void runOnce() throws InterruptedException {
        try {
            state = connection.ask(POSITION, this::stateOf);
        } catch (SQLException away) {
            state = State.unusable("it does not answer: " + away.getMessage());
        }
        log(state);
        await(properties.poll());
    }

    /** A server that is no replica of this primary, or not any more, may have other data. */
    private State stateOf(ResultSet row) throws SQLException {
        int column = 0;
        boolean isReplica = row.getBoolean(++column);
        Lsn replayed = new Lsn(row.getLong(++column));
        Server own = new Server(row.getLong(++column), row.getInt(++column));
        Server expected = primary.server();
        if (!isReplica) {
            return State.unusable("it is a primary itself");
        }
        if (expected == null) {
            return State.unusable("the primary was not asked yet");
        }
        if (!own.equals(expected)) {
            return State.unusable("it follows another server or timeline: %s instead of %s".formatted(own, expected));
        }
        return new State(replayed, primary.currentAsOf(replayed), null);
    }

    /** Writes one line for each change. */
    private void log(State known) {
        boolean usable = has(Lsn.NONE);
        if (usable == logged) {
            return;
        }
        logged = usable;
        if (usable) {
            LOG.info("Reading from {} again", name);
        } else {
            LOG.warn("Not reading from {}: {}", name,
                    known.refusal() == null ? "it is more than " + properties.maxLag() + " behind" : known.refusal());
        }
    }

    private double lagSeconds() {
        Long asOf = state.asOf();
        return asOf == null ? Double.NaN : (System.nanoTime() - asOf) / NANOS;
    }

    @Override
    public void stop() {
        super.stop();
        try {
            connection.close();
        } catch (SQLException broken) {
            LOG.debug("The connection was broken", broken);
        }
        pool.close();
    }
}
