package dev.tenfold.platform.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The time of the database. What instances decide together, such as leases and due times, must follow one clock: the clocks of two
 * machines may differ by any amount. Statements use {@code statement_timestamp()}; this class is for code that needs the time in Java. From
 * its first use on it reads the database's time every 10 s, and counts on from there by a clock of this process that never jumps.
 */
@Component
public class DatabaseClock {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseClock.class);
    /** A slower answer says too little about when the database read its clock. */
    private static final Duration LONGEST_ANSWER = Duration.ofMillis(500);

    private final JdbcClient jdbc;
    private volatile @Nullable TimeSample last;

    DatabaseClock(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param nanos the {@link System#nanoTime} at which it was this time */
    private record TimeSample(Instant time, long nanos, Duration answeredIn) {}

    /** @throws DataAccessException when the time was never read, and the database does not answer */
    public Instant instant() {
        TimeSample sample = last;
        if (sample == null) {
            sample = read();
            last = sample;
        }
        return sample.time().plusNanos(System.nanoTime() - sample.nanos()).truncatedTo(ChronoUnit.MICROS);
    }

    @Scheduled(fixedDelayString = "10s", initialDelayString = "10s")
    void refresh() {
        if (last == null) { // nobody has asked for the time yet
            return;
        }
        try {
            TimeSample sample = read();
            if (sample.answeredIn().compareTo(LONGEST_ANSWER) < 0) {
                last = sample;
            }
        } catch (DataAccessException away) {
            LOG.debug("Could not read the database's time", away);
        }
    }

    private TimeSample read() {
        long before = System.nanoTime();
        Instant time = jdbc.sql("SELECT clock_timestamp()").query(OffsetDateTime.class).single().toInstant();
        long took = System.nanoTime() - before;
        return new TimeSample(time, before + took / 2, Duration.ofNanos(took));
    }
}
