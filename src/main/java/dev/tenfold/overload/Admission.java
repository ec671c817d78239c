package dev.tenfold.overload;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/** Counts the requests at work, and says whether one more may be. */
@Component
class Admission {

    /** Of the ceiling, kept for each class that finds all else taken: so that hot reads, a moment each, are answered beside orders that wait for a lock. */
    private static final int KEPT_PART = 16;

    /** Of the ceiling, the most that sign-ins may fill: they matter as orders do, but each may wait seconds for a core to hash on. */
    private static final double MOST_SIGN_INS = 0.5;

    private final boolean enabled;
    private final Ceiling ceiling;
    private final Map<RequestClass, AtomicInteger> atWork = new EnumMap<>(RequestClass.class);
    private final Map<RequestClass, Double> shares = new EnumMap<>(RequestClass.class);
    private final List<AtomicInteger> counted;

    Admission(OverloadProperties properties) {
        this.enabled = properties.enabled();
        this.ceiling = new Ceiling(properties, System.nanoTime());
        for (RequestClass kind : RequestClass.values()) {
            atWork.put(kind, new AtomicInteger());
            shares.put(kind, properties.share(kind));
        }
        this.counted = RequestClass.COUNTED.stream().map(this::counter).toList();
    }

    /** The most requests that may be at work when all classes use what is kept for them: what the server needs threads for. */
    static int most(OverloadProperties properties) {
        return properties.most() + RequestClass.COUNTED.size() * kept(properties.most());
    }

    /** Whether the request may be worked on; then {@link #leave} must follow. */
    boolean enter(RequestClass kind) {
        AtomicInteger own = counter(kind);
        int ofKind = own.incrementAndGet();
        if (kind == RequestClass.OPERATIONS) {
            return true;
        }
        int all = all();
        double most = ceiling.now();
        ceiling.see(all);
        boolean tooManyOfKind = kind == RequestClass.SIGN_IN && ofKind > most * MOST_SIGN_INS;
        if ((all <= most * share(kind) && !tooManyOfKind) || ofKind <= kept(most) || !enabled) {
            return true;
        }
        own.decrementAndGet();
        return false;
    }

    /** The request that came in at {@code startNanos} has ended. */
    void leave(RequestClass kind, long startNanos) {
        leave(kind);
        if (kind != RequestClass.OPERATIONS) {
            long now = System.nanoTime();
            ceiling.ended(kind, now - startNanos, now);
        }
    }

    /** A request has ended, and what it took says nothing of the pace of others. */
    void leave(RequestClass kind) {
        counter(kind).decrementAndGet();
    }

    int atWork(RequestClass kind) {
        return counter(kind).get();
    }

    double ceiling() {
        return ceiling.now();
    }

    /** Each counts itself before it counts all: at the edge two may refuse each other, and never do too many pass. */
    private int all() {
        int all = 0;
        for (AtomicInteger one : counted) {
            all += one.get();
        }
        return all;
    }

    private AtomicInteger counter(RequestClass kind) {
        return Objects.requireNonNull(atWork.get(kind));
    }

    private double share(RequestClass kind) {
        return Objects.requireNonNull(shares.get(kind));
    }

    private static int kept(double ceiling) {
        return Math.max(1, (int) ceiling / KEPT_PART);
    }
}
