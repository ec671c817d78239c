package dev.tenfold.traffic.loadshedding;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Counts the requests at work against a limit that follows latency. A request that finds no place waits in a queue of its class, and the most important
 * class goes first. How long it may wait depends on how many requests there are:
 *
 * <ul>
 * <li>No more than a {@link LoadSheddingProperties#crowd} at work and waiting, for a second: as long as its deadline allows. So few are never refused.
 * <li>More, and a moment ago the queue was empty and nobody had been refused: {@link LoadSheddingProperties#maxWait}. This is a burst.
 * <li>More, for longer: 20 ms. A longer queue only makes everybody late (the controlled delay of Maurer, "Fail at scale", ACM
 * Queue 2015).
 * </ul>
 *
 * In the last case a queue is no longer than its class moves on in that time, so most are refused at once. Where all queues together are full, the one of
 * the least important class that has waited longest is refused.
 */
@Component
class ConcurrencyLimiter {

    /** What each class may always have at work, so that a moment's read is answered beside orders that wait for a lock. */
    private static final int RESERVED = 2;
    /** Where the queue was not empty for this long, or empty only because its requests had been refused, this is no burst. */
    private static final long STANDING_NANOS = Duration.ofMillis(100).toNanos();
    /** A crowd that was not there for this long has gone. */
    private static final long CROWD_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long SHORT_WAIT_NANOS = Duration.ofMillis(20).toNanos();
    /** How often {@link #expire} is called. */
    static final Duration LOOK = Duration.ofMillis(10);
    /** Of the starts in the last look, in their mean: so it follows within a tenth of a second. */
    private static final double WEIGHT = 0.1;
    private static final int SPARE = 4;

    private final LoadSheddingProperties properties;
    private final AdaptiveLimit limit;
    private final Map<RequestClass, Queue<QueuedRequest>> queues = new EnumMap<>(RequestClass.class);
    private final Map<RequestClass, Integer> atWork = new EnumMap<>(RequestClass.class);
    private final Map<RequestClass, Integer> started = new EnumMap<>(RequestClass.class);
    /** Starts in a look, on average. */
    private final Map<RequestClass, Double> pace = new EnumMap<>(RequestClass.class);
    private int all;
    private int queued;
    private long emptyAt = System.nanoTime();
    private long refusedAt = emptyAt - STANDING_NANOS;
    private long crowdedAt = emptyAt - CROWD_NANOS;

    ConcurrencyLimiter(LoadSheddingProperties properties) {
        this.properties = properties;
        this.limit = new AdaptiveLimit(properties, System.nanoTime());
        for (RequestClass kind : RequestClass.values()) {
            queues.put(kind, new ArrayDeque<>());
            atWork.put(kind, 0);
            started.put(kind, 0);
            pace.put(kind, 0.0);
        }
    }

    /**
     * A request.
     *
     * @param since when it came, as {@link System#nanoTime} tells it
     * @param start works on it
     * @param refuse tells its client that it is one too many
     */
    record QueuedRequest(RequestClass kind, long since, Runnable start, Runnable refuse) {}

    /** Starts the request now or soon, or refuses it, now or soon. After each start {@link #leave} must follow. Never waits itself. */
    void enter(QueuedRequest request) {
        Runnable action;
        synchronized (this) {
            if (queue(request.kind()).isEmpty() && fits(request.kind())) {
                begin(request.kind());
                action = request.start();
            } else {
                QueuedRequest refused = isHopeless(request) ? request : enqueue(request);
                if (refused == null) {
                    return;
                }
                refusedAt = request.since();
                action = refused.refuse();
            }
        }
        action.run();
    }

    /** Answers who has to go for it, if anybody has. */
    private @Nullable QueuedRequest enqueue(QueuedRequest request) {
        noteIfEmpty(request.since());
        queue(request.kind()).add(request);
        queued++;
        if (all + queued > properties.crowd()) {
            crowdedAt = request.since();
        }
        return queued > properties.maxWaiting() ? remove(queue(leastImportant())) : null;
    }

    /** The last class in which somebody waits. */
    private RequestClass leastImportant() {
        return Arrays.stream(RequestClass.values()).filter(kind -> !queue(kind).isEmpty()).reduce((_, last) -> last).orElseThrow();
    }

    private QueuedRequest remove(Queue<QueuedRequest> queue) {
        queued--;
        return queue.remove();
    }

    private void noteIfEmpty(long now) {
        if (queued == 0 && now - refusedAt > STANDING_NANOS) {
            emptyAt = now;
        }
    }

    /** A request has ended. Its time says something of the pace of others, but for one that took as long as its client did. */
    void leave(QueuedRequest request, boolean measured) {
        QueuedRequest next;
        synchronized (this) {
            count(request.kind(), -1);
            if (measured) {
                long now = System.nanoTime();
                limit.ended(request.kind(), now - request.since(), now);
            }
            next = next();
        }
        if (next != null) {
            next.start().run();
        }
    }

    /** Refuses those who have waited too long, and starts those for whom there is a place. To be called again and again. */
    void expire() {
        List<Runnable> actions = new ArrayList<>();
        synchronized (this) {
            long now = System.nanoTime();
            measurePace();
            noteIfEmpty(now);
            long longest = longestWait(now);
            for (QueuedRequest next = next(); next != null; next = next()) {
                actions.add(next.start());
            }
            for (Queue<QueuedRequest> queue : queues.values()) {
                for (QueuedRequest oldest = queue.peek(); oldest != null && now - oldest.since() > longest; oldest = queue.peek()) {
                    actions.add(remove(queue).refuse());
                    refusedAt = now;
                }
            }
        }
        actions.forEach(Runnable::run);
    }

    private long longestWait(long now) {
        if (now - crowdedAt > CROWD_NANOS) {
            return properties.deadline().toNanos();
        }
        long burst = properties.maxWait().toNanos();
        return now - emptyAt > STANDING_NANOS ? Math.min(SHORT_WAIT_NANOS, burst) : burst;
    }

    /** The next that may start, which is counted as at work. */
    private @Nullable QueuedRequest next() {
        for (RequestClass kind : RequestClass.values()) {
            Queue<QueuedRequest> queue = queue(kind);
            if (!queue.isEmpty() && fits(kind)) {
                begin(kind);
                QueuedRequest next = remove(queue);
                noteIfEmpty(System.nanoTime());
                return next;
            }
        }
        return null;
    }

    /** Whether it would wait too long. */
    private boolean isHopeless(QueuedRequest request) {
        return longestWait(request.since()) == SHORT_WAIT_NANOS
                && queue(request.kind()).size()
                        >= SPARE + Objects.requireNonNull(pace.get(request.kind())) * SHORT_WAIT_NANOS / LOOK.toNanos();
    }

    private void begin(RequestClass kind) {
        count(kind, 1);
        started.merge(kind, 1, Integer::sum);
    }

    private void measurePace() {
        for (RequestClass kind : RequestClass.values()) {
            int latest = Objects.requireNonNull(started.put(kind, 0));
            pace.merge(kind, (double) latest, (before, now) -> before + WEIGHT * (now - before));
        }
    }

    private boolean fits(RequestClass kind) {
        if (!properties.enabled()) {
            return true;
        }
        if (kind == RequestClass.SIGN_IN) { // they wait for each other, so they must not take the places of others
            return activeRequestsOf(kind) < properties.signIns();
        }
        double now = limit.now();
        int measured = all - activeRequestsOf(RequestClass.SIGN_IN) + 1;
        limit.see(measured);
        return measured <= now * properties.share(kind) || activeRequestsOf(kind) < RESERVED;
    }

    private void count(RequestClass kind, int change) {
        atWork.merge(kind, change, Integer::sum);
        all += change;
    }

    synchronized int activeRequests(RequestClass kind) {
        return activeRequestsOf(kind);
    }

    synchronized int activeRequests() {
        return all;
    }

    synchronized int waiting() {
        return queued;
    }

    double limit() {
        return limit.now();
    }

    private int activeRequestsOf(RequestClass kind) {
        return Objects.requireNonNull(atWork.get(kind));
    }

    private Queue<QueuedRequest> queue(RequestClass kind) {
        return Objects.requireNonNull(queues.get(kind));
    }
}
