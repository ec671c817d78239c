package dev.tenfold.traffic.loadshedding;

import dev.tenfold.api.route.RequestClass;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Keeps the number of active requests within a limit that follows latency. A request over the limit waits in the queue of its class, and
 * the most important class goes first. {@link MaxWait} decides for how long. While that time is short, a queue holds only as many
 * requests as its class starts in that time, so most refusals are immediate. When all queues together are full, the oldest request of the
 * least important class is refused.
 */
@Component
class ConcurrencyLimiter {

    /**
     * Places in each class that other classes cannot use, so a short read is answered even while orders wait for a lock. While a more important
     * request waits, they are used this many times a tick at most: otherwise short lists take the CPU that the important requests need.
     */
    private static final int RESERVED = 2;

    private final LoadSheddingProperties properties;
    private final AdaptiveLimit limit;
    private final MaxWait maxWait;
    private final Map<RequestClass, ClassQueue> classes = new EnumMap<>(RequestClass.class);
    private int active;
    private int queued;

    ConcurrencyLimiter(LoadSheddingProperties properties) {
        this.properties = properties;
        this.limit = new AdaptiveLimit(properties, System.nanoTime());
        this.maxWait = new MaxWait(properties, System.nanoTime());
        for (RequestClass kind : RequestClass.values()) {
            classes.put(kind, new ClassQueue());
        }
    }

    /**
     * A request that waits for a place.
     * @param since when it arrived, from {@link System#nanoTime}
     * @param start processes the request
     * @param refuse answers that there are too many requests
     */
    record QueuedRequest(RequestClass kind, long since, Runnable start, Runnable refuse) {}

    /** Starts or refuses the request, now or later. After each start {@link #leave} must be called. Never blocks. */
    void enter(QueuedRequest request) {
        Runnable action;
        synchronized (this) {
            ClassQueue own = of(request.kind());
            if (own.waiting.isEmpty() && fits(request.kind())) {
                onStart(own);
                action = request.start();
            } else {
                QueuedRequest refused =
                        maxWait.isShort(request.since()) && own.isLongerThan(MaxWait.SHORT_NANOS) ? request : enqueue(request, own);
                if (refused == null) {
                    return;
                }
                maxWait.onRefused(request.since());
                action = refused.refuse();
            }
        }
        action.run();
    }

    /** Queues a request. Returns the request to refuse because the queues are full, or null. */
    private @Nullable QueuedRequest enqueue(QueuedRequest request, ClassQueue own) {
        if (queued == 0) {
            maxWait.onEmpty(request.since());
        }
        own.waiting.add(request);
        queued++;
        maxWait.onQueued(active + queued, request.since());
        return queued > properties.maxWaiting() ? remove(leastImportant()) : null;
    }

    /** The queue of the least important class in which a request waits. */
    private ClassQueue leastImportant() {
        return classes.values().stream().filter(queue -> !queue.waiting.isEmpty()).reduce((_, last) -> last).orElseThrow();
    }

    private QueuedRequest remove(ClassQueue queue) {
        queued--;
        return queue.waiting.remove();
    }

    /**
     * A request has ended.
     * @param measured whether its time counts for the limit; false for a request whose time depended on how fast its client read
     */
    void leave(QueuedRequest request, boolean measured) {
        QueuedRequest next;
        synchronized (this) {
            of(request.kind()).onEnd();
            active--;
            long now = System.nanoTime();
            if (measured) {
                limit.ended(request.kind(), now - request.since(), now);
            }
            next = next(now);
        }
        if (next != null) {
            next.start().run();
        }
    }

    /**
     * Starts waiting requests that now have a place, and refuses those that have waited too long. Called every {@link ClassQueue#TICK}.
     */
    void tick() {
        List<Runnable> actions = new ArrayList<>();
        synchronized (this) {
            long now = System.nanoTime();
            classes.values().forEach(ClassQueue::tick);
            if (queued == 0) {
                maxWait.onEmpty(now);
            }
            long longest = maxWait.nanos(now);
            for (QueuedRequest next = next(now); next != null; next = next(now)) {
                actions.add(next.start());
            }
            for (ClassQueue queue : classes.values()) {
                for (QueuedRequest oldest = queue.waiting.peek(); oldest != null && now - oldest.since() > longest; oldest =
                        queue.waiting.peek()) {
                    actions.add(remove(queue).refuse());
                    maxWait.onRefused(now);
                }
            }
        }
        actions.forEach(Runnable::run);
    }

    /** The next request that may start, already counted as active; null if there is none. */
    private @Nullable QueuedRequest next(long now) {
        for (RequestClass kind : RequestClass.values()) {
            ClassQueue queue = of(kind);
            if (!queue.waiting.isEmpty() && fits(kind)) {
                onStart(queue);
                QueuedRequest next = remove(queue);
                if (queued == 0) {
                    maxWait.onEmpty(now);
                }
                return next;
            }
        }
        return null;
    }

    private void onStart(ClassQueue queue) {
        queue.onStart();
        active++;
    }

    private boolean fits(RequestClass kind) {
        if (!properties.enabled()) {
            return true;
        }
        if (kind == RequestClass.SIGN_IN) { // sign-ins wait for each other, so they must not use up the places of other requests
            return of(kind).active() < properties.signIns();
        }
        int others = active - of(RequestClass.SIGN_IN).active() + 1;
        limit.recordActive(others);
        ClassQueue own = of(kind);
        return others <= limit.now() * properties.share(kind)
                || (own.active() < RESERVED && (own.startedInTick() < RESERVED || !isMoreImportantWaiting(kind)));
    }

    /** Whether a request of a more important class waits. Sign-ins do not count: they wait for each other. */
    private boolean isMoreImportantWaiting(RequestClass kind) {
        return classes.entrySet().stream().takeWhile(other -> other.getKey() != kind)
                .anyMatch(other -> other.getKey() != RequestClass.SIGN_IN && !other.getValue().waiting.isEmpty());
    }

    synchronized int activeRequests(RequestClass kind) {
        return of(kind).active();
    }

    synchronized int activeRequests() {
        return active;
    }

    synchronized int waiting() {
        return queued;
    }

    double limit() {
        return limit.now();
    }

    private ClassQueue of(RequestClass kind) {
        return Objects.requireNonNull(classes.get(kind));
    }
}
