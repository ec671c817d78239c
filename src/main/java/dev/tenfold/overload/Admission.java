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

    /**
     * What an order counts for where others are weighed: most of its time it waits for its batch and the disk, and leaves the processors to them. Where many
     * wait, they are short of something, and the others make room.
     */
    private static final double WEIGHT_OF_ORDERS = 0.25;

    private final boolean enabled;
    private final int most;
    private final int mostSignIns;
    private final Ceiling ceiling;
    /** Of orders alone: what else there is has long been refused by then. */
    private final Ceiling ordersCeiling;
    private final Map<RequestClass, AtomicInteger> atWork = new EnumMap<>(RequestClass.class);
    private final Map<RequestClass, Double> shares = new EnumMap<>(RequestClass.class);
    private final List<AtomicInteger> counted;

    Admission(OverloadProperties properties) {
        this.enabled = properties.enabled();
        this.most = properties.most();
        this.mostSignIns = properties.signIns();
        this.ceiling = new Ceiling(properties, System.nanoTime());
        this.ordersCeiling = new Ceiling(properties, System.nanoTime());
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

    /** Whether the request, which waited so long for a thread, may be worked on; then {@link #leave} must follow. */
    boolean enter(RequestClass kind, long waitedNanos) {
        AtomicInteger own = counter(kind);
        int ofKind = own.incrementAndGet();
        if (kind == RequestClass.OPERATIONS) {
            return true;
        }
        ceiling.waited(waitedNanos);
        if (fits(kind, ofKind, all()) || !enabled) {
            return true;
        }
        own.decrementAndGet();
        return false;
    }

    /** Whether {@link #enter} would let the request in now. Where it would not, that the request came and waited is noted. */
    boolean wouldEnter(RequestClass kind, long waitedNanos) {
        if (!enabled || kind == RequestClass.OPERATIONS || fits(kind, atWork(kind) + 1, all() + 1)) {
            return true;
        }
        ceiling.waited(waitedNanos);
        return false;
    }

    private boolean fits(RequestClass kind, int ofKind, int all) {
        if (kind == RequestClass.ORDERS) {
            ordersCeiling.see(ofKind);
            return ofKind <= kept(ordersCeiling.now()) || (all <= most && ofKind <= ordersCeiling.now());
        }
        double now = ceiling.now();
        double weighed = all - (1 - WEIGHT_OF_ORDERS) * atWork(RequestClass.ORDERS);
        ceiling.see((int) weighed);
        if (ofKind <= kept(now)) {
            return true;
        }
        if (kind == RequestClass.SIGN_IN && ofKind > mostSignIns) {
            return false;
        }
        return weighed <= now * share(kind) && all <= most * share(kind);
    }

    /** The request that came in at {@code startNanos}, before it waited for its thread, has ended. */
    void leave(RequestClass kind, long startNanos) {
        leave(kind);
        if (kind != RequestClass.OPERATIONS) {
            long now = System.nanoTime();
            ceiling.ended(kind, now - startNanos, now);
            if (kind == RequestClass.ORDERS) {
                ordersCeiling.ended(kind, now - startNanos, now);
            }
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

    double ordersCeiling() {
        return ordersCeiling.now();
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
