package dev.tenfold.overload;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Counts the requests at work against a ceiling that follows latency. A request that finds no place waits a little, in a queue of its class, and the
 * most important class goes first. A burst may wait for as long as {@link OverloadProperties#maxWait}. Where somebody has waited all the time lately, the
 * queue only makes everybody late, so the wait is short (after Maurer, "Fail at scale", ACM Queue 2015, whose controlled delay this is).
 */
@Component
class Admission {

    /** Of the ceiling: what each class may always have at work, so that a moment's read is answered beside orders that wait for a lock. */
    private static final int RESERVED_PART = 16;
    /** A queue that was not empty for this long is no burst. */
    private static final long STANDING_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long SHORT_WAIT_NANOS = Duration.ofMillis(20).toNanos();

    private final OverloadProperties properties;
    private final Ceiling ceiling;
    private final Map<RequestClass, Queue<Waiting>> queues = new EnumMap<>(RequestClass.class);
    private final Map<RequestClass, Integer> atWork = new EnumMap<>(RequestClass.class);
    private int all;
    private int queued;
    private long emptyAt = System.nanoTime();

    Admission(OverloadProperties properties) {
        this.properties = properties;
        this.ceiling = new Ceiling(properties, System.nanoTime());
        for (RequestClass kind : RequestClass.values()) {
            queues.put(kind, new ArrayDeque<>());
            atWork.put(kind, 0);
        }
    }

    /**
     * A request.
     *
     * @param since when it came, as {@link System#nanoTime} tells it
     * @param start works on it
     * @param refuse tells its client that it is one too many
     */
    record Waiting(RequestClass kind, long since, Runnable start, Runnable refuse) {}

    /** Starts the request now or soon, or refuses it, now or soon. After each start {@link #leave} must follow. Never waits itself. */
    void enter(Waiting request) {
        boolean starts;
        synchronized (this) {
            starts = queue(request.kind()).isEmpty() && fits(request.kind());
            if (starts) {
                count(request.kind(), 1);
            } else if (queued < properties.maxWaiting()) {
                if (queued == 0) {
                    emptyAt = System.nanoTime();
                }
                queue(request.kind()).add(request);
                queued++;
                return;
            }
        }
        (starts ? request.start() : request.refuse()).run();
    }

    /** A request has ended. Its time says something of the pace of others, but for one that took as long as its client did. */
    void leave(Waiting request, boolean measured) {
        Waiting next;
        synchronized (this) {
            count(request.kind(), -1);
            if (measured) {
                long now = System.nanoTime();
                ceiling.ended(request.kind(), now - request.since(), now);
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
            if (queued == 0) {
                emptyAt = now;
                return;
            }
            long longest = now - emptyAt > STANDING_NANOS ? Math.min(SHORT_WAIT_NANOS, maxWaitNanos()) : maxWaitNanos();
            for (Waiting next = next(); next != null; next = next()) {
                actions.add(next.start());
            }
            for (Queue<Waiting> queue : queues.values()) {
                for (Waiting oldest = queue.peek(); oldest != null && now - oldest.since() > longest; oldest = queue.peek()) {
                    queue.remove();
                    queued--;
                    actions.add(oldest.refuse());
                }
            }
        }
        actions.forEach(Runnable::run);
    }

    /** The next that may start, which is counted as at work. */
    private @Nullable Waiting next() {
        for (RequestClass kind : RequestClass.values()) {
            Queue<Waiting> queue = queue(kind);
            if (!queue.isEmpty() && fits(kind)) {
                queued--;
                if (queued == 0) {
                    emptyAt = System.nanoTime();
                }
                count(kind, 1);
                return queue.remove();
            }
        }
        return null;
    }

    private boolean fits(RequestClass kind) {
        if (!properties.enabled()) {
            return true;
        }
        double now = ceiling.now();
        ceiling.see(all + 1);
        if (atWorkOf(kind) < Math.max(1, (int) now / RESERVED_PART)) {
            return true;
        }
        return (kind != RequestClass.SIGN_IN || atWorkOf(kind) < properties.signIns()) && all + 1 <= now * properties.share(kind);
    }

    private void count(RequestClass kind, int change) {
        atWork.merge(kind, change, Integer::sum);
        all += change;
    }

    synchronized int atWork(RequestClass kind) {
        return atWorkOf(kind);
    }

    synchronized int atWork() {
        return all;
    }

    synchronized int waiting() {
        return queued;
    }

    double ceiling() {
        return ceiling.now();
    }

    private int atWorkOf(RequestClass kind) {
        return Objects.requireNonNull(atWork.get(kind));
    }

    private Queue<Waiting> queue(RequestClass kind) {
        return Objects.requireNonNull(queues.get(kind));
    }

    private long maxWaitNanos() {
        return properties.maxWait().toNanos();
    }
}
