package dev.tenfold.platform.datasource;

import dev.tenfold.platform.worker.SupervisedLoop;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The write-ahead log of the primary: its position now, and its positions of the last 65 seconds. The past ones tell how far a replica is
 * behind. The age of the last replayed transaction would not tell it: it grows while nobody writes. Each question also reads the note about
 * {@link UnsharedWrites}.
 */
final class PrimaryWal extends SupervisedLoop {

    static final int PHASE = 999;
    static final Duration STOP_LIMIT = Duration.ofSeconds(3);

    private static final Logger LOG = LoggerFactory.getLogger(PrimaryWal.class);
    private static final long LONGEST_WAIT = Duration.ofSeconds(1).toNanos();
    private static final long SAMPLE_DISTANCE = Duration.ofMillis(50).toNanos();
    /** Longer than the greatest {@code max-lag}, with samples of at least this distance: at most 1,300. */
    private static final long SAMPLES_KEPT = Duration.ofSeconds(65).toNanos();

    /**
     * The position for writes includes commits that are not flushed yet. The position for samples does not: a replica gets what is
     * flushed. The name of the log's file begins with the timeline.
     */
    private static final String POSITION = """
            SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint, (pg_current_wal_lsn() - '0/0')::bigint,
                   (SELECT system_identifier FROM pg_control_system()),
                   ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int,
                   coalesce((SELECT until > now() FROM unshared_writes), false)
            """;

    private final WalConnection connection;
    private final Duration poll;
    private final ReentrantLock asking = new ReentrantLock();
    private final Deque<Sample> samples = new ArrayDeque<>();
    private volatile @Nullable WalPosition last;

    PrimaryWal(WalConnection connection, Duration poll) {
        super("primary-wal", PHASE, STOP_LIMIT);
        this.connection = connection;
        this.poll = poll;
    }

    /** A cluster of PostgreSQL, and which of its histories: a promotion begins another timeline. */
    record Server(long system, int timeline) {}

    /** @param startedAt the {@link System#nanoTime} before the question */
    private record WalPosition(long startedAt, Lsn inserted, Lsn written, Server server, boolean hasUnsharedWrites) {}

    /** Everything committed before this time is before this position. */
    private record Sample(long at, Lsn written) {}

    @Override
    protected void runOnce() throws InterruptedException {
        try {
            var _ = read();
        } catch (SQLException away) {
            LOG.debug("The primary did not answer with its position", away);
        }
        await(poll);
    }

    @Override
    public void stop() {
        super.stop();
        asking.lock();
        try {
            connection.close();
        } catch (SQLException broken) {
            LOG.debug("The connection was broken", broken);
        } finally {
            asking.unlock();
        }
    }

    /** A position after everything that was committed before this call; {@link Lsn#UNKNOWN} if the primary does not answer. */
    Lsn position() {
        try {
            return read().inserted();
        } catch (SQLException away) {
            LOG.debug("The primary did not answer with its position", away);
            return Lsn.UNKNOWN;
        }
    }

    /** The server, or null if it was never asked. */
    @Nullable
    Server server() {
        WalPosition reading = last;
        return reading == null ? null : reading.server();
    }

    /** The time up to which a replica has everything, as {@link System#nanoTime} counts; null if that is too long ago to know. */
    @Nullable
    Long currentAsOf(Lsn replayed) {
        synchronized (samples) {
            for (Iterator<Sample> newestFirst = samples.descendingIterator(); newestFirst.hasNext();) {
                Sample sample = newestFirst.next();
                if (sample.written().compareTo(replayed) <= 0) {
                    return sample.at();
                }
            }
        }
        return null;
    }

    /** Whether some instance may have writes of users that this one does not know. True if the primary was not asked in the last moment. */
    boolean hasUnsharedWrites() {
        WalPosition reading = last;
        return reading == null || reading.hasUnsharedWrites()
                || System.nanoTime() - reading.startedAt() > UnsharedWrites.ANSWER_USED.toNanos();
    }

    /** Runs a statement that returns one row, on the connection for questions. */
    <T> T ask(String sql, WalConnection.RowReader<T> reader) throws SQLException {
        acquire();
        try {
            return connection.ask(sql, reader);
        } finally {
            asking.unlock();
        }
    }

    /** Callers that come while one asks share the next answer: it was asked for after all of them had come. */
    private WalPosition read() throws SQLException {
        long from = System.nanoTime();
        acquire();
        try {
            WalPosition shared = last;
            if (shared != null && shared.startedAt() - from > 0) {
                return shared;
            }
            long startedAt = System.nanoTime();
            WalPosition reading = connection.ask(POSITION, row -> reading(row, startedAt));
            keep(reading);
            last = reading;
            return reading;
        } finally {
            asking.unlock();
        }
    }

    private void acquire() throws SQLTimeoutException {
        try {
            if (!asking.tryLock(LONGEST_WAIT, TimeUnit.NANOSECONDS)) {
                throw new SQLTimeoutException("Other questions about the position take too long");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new SQLTimeoutException(stopped);
        }
    }

    private static WalPosition reading(ResultSet row, long startedAt) throws SQLException {
        int column = 0;
        return new WalPosition(startedAt, new Lsn(row.getLong(++column)), new Lsn(row.getLong(++column)),
                new Server(row.getLong(++column), row.getInt(++column)), row.getBoolean(++column));
    }

    private void keep(WalPosition reading) {
        synchronized (samples) {
            if (!reading.server().equals(server())) {
                samples.clear();
            }
            Sample newest = samples.peekLast();
            if (newest == null || reading.startedAt() - newest.at() > SAMPLE_DISTANCE) {
                samples.addLast(new Sample(reading.startedAt(), reading.written()));
            }
            while (!samples.isEmpty() && reading.startedAt() - samples.getFirst().at() > SAMPLES_KEPT) {
                samples.removeFirst();
            }
        }
    }
}
