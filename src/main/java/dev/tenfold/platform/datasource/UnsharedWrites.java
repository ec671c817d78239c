package dev.tenfold.platform.datasource;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A note in the primary that some instance has writes of users that it could not tell the others. While the note is valid, no instance reads
 * from a replica what users write. Each instance reads the note together with the position of the log, and uses an answer for 1.5 s. So the
 * instance that writes the note waits for 1.5 s before it answers its client: then no instance uses an answer from before.
 */
final class UnsharedWrites {

    /** How long an instance uses an answer of the primary. */
    static final Duration ANSWER_USED = Duration.ofMillis(1_500);

    private static final Logger LOG = LoggerFactory.getLogger(UnsharedWrites.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final PrimaryWal primary;
    private final Duration remembered;
    private final Duration validity;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile Note last = Note.none();

    /** @param remembered how long a write must be remembered */
    UnsharedWrites(PrimaryWal primary, Duration remembered) {
        this.primary = primary;
        this.remembered = remembered;
        this.validity = remembered.multipliedBy(2); // so that it is written again only once in the time of remembering
    }

    /**
     * Times as {@link System#nanoTime} counts.
     * @param knownFrom from then on every instance acts on it
     */
    private record Note(long validUntil, long knownFrom) {

        static Note none() {
            long now = System.nanoTime();
            return new Note(now, now);
        }

        boolean isValidFor(Duration duration) {
            return validUntil - System.nanoTime() > duration.toNanos();
        }
    }

    /**
     * Writes the note for a write that was committed before this call, and returns when every instance acts on it. That takes 1.5 s for the
     * first write, and no time as long as the note is valid.
     * @return false if the primary did not take it
     */
    boolean announce() {
        try {
            Note note = last.isValidFor(remembered) ? last : write();
            long wait = note.knownFrom() - System.nanoTime();
            if (wait > 0) {
                TimeUnit.NANOSECONDS.sleep(wait);
            }
            return true;
        } catch (SQLException away) {
            LOG.warn("Neither Redis nor the primary knows of a user's write: {}", away.toString());
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Note write() throws SQLException, InterruptedException {
        if (!writing.tryLock(LONGEST_WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new SQLException("another thread needs too long to write the same");
        }
        try {
            Note before = last;
            if (before.isValidFor(remembered)) {
                return before;
            }
            long start = System.nanoTime();
            var _ = primary.ask("""
                    INSERT INTO unshared_writes AS known (until) VALUES (now() + interval '%d milliseconds')
                    ON CONFLICT (only_row) DO UPDATE SET until = greatest(known.until, excluded.until)
                    RETURNING until
                    """.formatted(validity.toMillis()), row -> row.getString(1));
            boolean isLonger = before.isValidFor(Duration.ZERO);
            long knownFrom = isLonger ? before.knownFrom() : System.nanoTime() + ANSWER_USED.toNanos();
            var note = new Note(start + validity.toNanos(), knownFrom);
            last = note;
            if (!isLonger) {
                LOG.warn("Redis does not take the positions of users' writes: no instance reads orders from a replica for now");
            }
            return note;
        } finally {
            writing.unlock();
        }
    }
}
