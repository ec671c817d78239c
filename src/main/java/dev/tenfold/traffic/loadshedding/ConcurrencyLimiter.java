package dev.tenfold.traffic.loadshedding;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Holds the number of active requests within a limit that follows latency. A request that finds no place waits in a queue of its class, and the most
 * important class goes first. {@link MaxWait} says for how long. While that is short, a queue is no longer than its class moves on in that time, so
 * most of those that are refused are refused at once. Where all queues together are full, the oldest of the least important class is refused.
 */
@Component
class ConcurrencyLimiter {

    /** Places of each class that no other may take, so that a short read is answered beside orders that wait for a lock. */
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
     * A request.
     *
     * @param since when it arrived, as {@link System#nanoTime} tells it
     * @param start starts it
     * @param refuse answers that there are too many requests
     */
    record QueuedRequest(RequestClass kind, long since, Runnable start, Runnable refuse) {}

    /** Starts the request now or soon, or refuses it, now or soon. After each start {@link #leave} must follow. Never waits itself. */
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

    /** Answers the request that is refused for it, if there is one. */
    private @Nullable QueuedRequest enqueue(QueuedRequest request, ClassQueue own) {
        if (queued == 0) {
            maxWait.onEmpty(request.since());
        }
        own.waiting.add(request);
        queued++;
        maxWait.onQueued(active + queued, request.since());
        return queued > properties.maxWaiting() ? remove(leastImportant()) : null;
    }

    /** The queue of the last class in which a request waits. */
    private ClassQueue leastImportant() {
        return classes.values().stream().filter(queue -> !queue.waiting.isEmpty()).reduce((_, last) -> last).orElseThrow();
    }

    private QueuedRequest remove(ClassQueue queue) {
        queued--;
        return queue.waiting.remove();
    }

    /** A request has ended. Its time says something about the latency of others, except for one that took as long as its client did. */
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

    /** Starts requests that have a place, and refuses those that have waited too long. To be called every {@link ClassQueue#TICK}. */
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

    /** The next request that may start, which is counted as active. */
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
        if (kind == RequestClass.SIGN_IN) { // they wait for each other, so they must not take the places of others
            return of(kind).active() < properties.signIns();
        }
        int others = active - of(RequestClass.SIGN_IN).active() + 1;
        limit.see(others);
        return others <= limit.now() * properties.share(kind) || of(kind).active() < RESERVED;
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
