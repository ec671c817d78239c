package dev.tenfold.platform.datasource;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Sends reads to replicas of PostgreSQL. The caller says which position of the write-ahead log the read must include. If no replica has
 * replayed it, or without replicas, the primary is read. Reads in a transaction always go to the primary.
 */
public final class ReadReplicas implements SmartLifecycle {

    private static final String QUERY_CANCELED = "57014";

    private final ReplicaProperties properties;
    private final PrimaryWal primary;
    private final UnsharedWrites unsharedWrites;
    private final List<Replica> replicas;
    private final AtomicInteger next = new AtomicInteger();
    private final Counter read;
    private final Counter behind;
    private final Counter unusable;
    private final Counter retried;
    private volatile boolean running;

    ReadReplicas(ReplicaProperties properties, PrimaryWal primary, List<Replica> replicas, MeterRegistry metrics) {
        this.properties = properties;
        this.primary = primary;
        this.unsharedWrites = new UnsharedWrites(primary, properties.rememberWrites());
        this.replicas = replicas;
        this.read = counter(metrics, "replica");
        this.behind = counter(metrics, "behind");
        this.unusable = counter(metrics, "unusable");
        this.retried = counter(metrics, "retried");
        Gauge.builder("tenfold.replica.unusable", replicas, ReadReplicas::unusable)
                .description("Replicas that are configured and not read: away, too far behind, or no replica of this primary")
                .register(metrics);
        Gauge.builder("tenfold.replica.unshared.writes", this, all -> all.isTracking() && all.hasUnsharedWrites() ? 1 : 0)
                .description("1 while orders are read from the primary, because some instance cannot tell the others who has written")
                .register(metrics);
    }

    private static double unusable(List<Replica> replicas) {
        return replicas.stream().filter(replica -> !replica.has(Lsn.NONE)).count();
    }

    private static Counter counter(MeterRegistry metrics, String outcome) {
        return Counter.builder("tenfold.replica.reads").tag("outcome", outcome)
                .description("Reads that a replica served, or that the primary served because no replica could").register(metrics);
    }

    /** Whether there are replicas to read from, on this instance or on others, so that writes must be remembered. */
    public boolean isTracking() {
        return properties.isTracking();
    }

    /** How long a write must be remembered; after that, every replica that is read has it. */
    public Duration rememberWrites() {
        return properties.rememberWrites();
    }

    /** How many connections to the primary this instance opens beside its pool. */
    public int primaryConnections() {
        return isTracking() ? 1 : 0;
    }

    /** A position that includes everything committed before this call; {@link Lsn#UNKNOWN} without replicas, or if the primary does not answer. */
    public Lsn position() {
        return isTracking() ? primary.position() : Lsn.UNKNOWN;
    }

    /**
     * Tells all instances to read from the primary what users write, because this one cannot share which users have written. To be called
     * after the commit, and before the client gets its response. It takes up to 1.5 s, and then no time for as long as writes are remembered.
     * @return false if the primary does not answer, so the others do not know it
     */
    public boolean announceUnsharedWrites() {
        return unsharedWrites.announce();
    }

    /** Whether some instance may have writes of users that it could not share. */
    public boolean hasUnsharedWrites() {
        return primary.hasUnsharedWrites();
    }

    /**
     * Runs a read that must include everything before a position. It may run twice: after a failure on a replica, it runs on the primary.
     * @param atLeast asked for only if a replica can be used
     */
    public <T> T read(Supplier<Lsn> atLeast, Supplier<T> work) {
        Replica replica = choose(atLeast);
        return replica == null ? work.get() : read(replica, work);
    }

    /** Like {@link #read}. What a replica does not have, the primary may have: it is asked too. */
    public <T> Optional<T> find(Supplier<Lsn> atLeast, Supplier<Optional<T>> work) {
        Replica replica = choose(atLeast);
        return replica == null ? work.get() : read(replica, work).or(work);
    }

    private <T> T read(Replica replica, Supplier<T> work) {
        try {
            T result = ReplicaRouting.run(replica.pool(), work);
            read.increment();
            return result;
        } catch (DataAccessException failure) {
            if (Deadline.hasPassed() || isTooSlow(failure.getMostSpecificCause())) {
                throw failure;
            }
            retried.increment();
            if (isBroken(failure.getMostSpecificCause())) {
                replica.onFailedRead(failure.getMostSpecificCause());
            }
            return work.get();
        }
    }

    /**
     * Whether the server is the reason, and not one statement or a busy pool: a broken connection (class 08), or a server that stops or starts
     * (57P01 to 57P05).
     */
    private static boolean isBroken(Throwable cause) {
        return cause instanceof SQLException sql && sql.getSQLState() != null
                && (sql.getSQLState().startsWith("08") || sql.getSQLState().startsWith("57P"));
    }

    /** A statement that met its timeout would also be slow on the primary. One that was in the way of the replay would not. */
    private static boolean isTooSlow(Throwable cause) {
        return cause instanceof SQLException sql && QUERY_CANCELED.equals(sql.getSQLState())
                && !String.valueOf(sql.getMessage()).contains("recovery");
    }

    private @Nullable Replica choose(Supplier<Lsn> atLeast) {
        if (replicas.isEmpty() || TransactionSynchronizationManager.isActualTransactionActive()) {
            return null;
        }
        if (replicas.stream().noneMatch(replica -> replica.has(Lsn.NONE))) {
            unusable.increment();
            return null;
        }
        Lsn needed = atLeast.get();
        int first = next.getAndIncrement() & Integer.MAX_VALUE;
        for (int i = 0; i < replicas.size(); i++) {
            Replica replica = replicas.get((first + i) % replicas.size());
            if (replica.has(needed)) {
                return replica;
            }
        }
        behind.increment();
        return null;
    }

    @Override
    public void start() {
        running = true;
        if (isTracking()) {
            primary.start();
        }
        replicas.forEach(Replica::start);
    }

    @Override
    public void stop() {
        running = false;
        replicas.forEach(Replica::stop);
        if (isTracking()) {
            primary.stop();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Starts before the web server, and stops after it. */
    @Override
    public int getPhase() {
        return PrimaryWal.PHASE;
    }
}
