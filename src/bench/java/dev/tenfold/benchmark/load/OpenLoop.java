package dev.tenfold.benchmark.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Requests that come as people do: at random (a Poisson process) and at a rate that no slow answer holds back. A generator that waits for an
 * answer before it asks again measures a service that is never overloaded ("coordinated omission", Gil Tene). One thread, one selector.
 */
final class OpenLoop {

    private static final int CONNECTIONS = 1_000;
    private static final int WAITING = 20_000;
    private static final long TICK_MS = 1;
    private static final long ON_TIME = Duration.ofMillis(2).toNanos();
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(8);
    private static final double NANOS = 1e9;

    private final int port;
    private final double rate;
    private final Supplier<Arrival> arrivals;
    private final SplittableRandom random = new SplittableRandom(11);
    private final Map<InetAddress, Deque<Connection>> idle = new HashMap<>();
    private final Set<Connection> open = new HashSet<>();
    private final Deque<Due> waiting = new ArrayDeque<>();
    private final List<Sample> answers = new ArrayList<>();
    private long start;

    private record Due(Arrival arrival, long at) {}

    /** @param rate arrivals a second */
    OpenLoop(int port, double rate, Supplier<Arrival> arrivals) {
        this.port = port;
        this.rate = rate;
        this.arrivals = arrivals;
    }

    /** Sends for so long, and waits some seconds more for the last answers; what is not answered by then counts as status 0. */
    Samples run(Duration duration) {
        try (var selector = Selector.open()) {
            start = System.nanoTime();
            long stop = start + duration.toNanos();
            long limit = stop + LAST_ANSWERS.toNanos();
            long next = start;
            while (next < stop || (busy() && System.nanoTime() < limit)) {
                long now = System.nanoTime();
                for (; next <= now && next < stop; next += gap()) {
                    begin(selector, new Due(arrivals.get(), now - next < ON_TIME ? now : next));
                }
                selector.select(ready -> proceed(selector, ready), TICK_MS);
            }
            open.forEach(connection -> {
                if (connection.arrival() != null) {
                    note(connection.arrival(), connection.due(), 0, false);
                }
                connection.close();
            });
            waiting.forEach(due -> note(due.arrival(), due.at(), 0, false));
            return new Samples(answers, duration.toNanos() / NANOS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long gap() {
        return (long) (-Math.log(1 - random.nextDouble()) / rate * NANOS);
    }

    private boolean busy() {
        return !waiting.isEmpty() || idle.values().stream().mapToInt(Deque::size).sum() < open.size();
    }

    private void begin(Selector selector, Due due) {
        Connection free = idle.computeIfAbsent(due.arrival().from(), _ -> new ArrayDeque<>()).pollLast();
        if (free == null && (open.size() < CONNECTIONS || closeIdle())) {
            free = Connection.open(selector, due.arrival().from(), port);
            open.add(free);
        }
        if (free != null) {
            send(selector, free, due);
        } else if (waiting.size() < WAITING) {
            waiting.add(due);
        } else {
            note(due.arrival(), due.at(), 0, false);
        }
    }

    /** Makes room: some other address has a connection that it does not use now. */
    private boolean closeIdle() {
        for (Deque<Connection> ofOne : idle.values()) {
            Connection unused = ofOne.pollFirst();
            if (unused != null) {
                open.remove(unused);
                unused.close();
                return true;
            }
        }
        return false;
    }

    private void send(Selector selector, Connection connection, Due due) {
        try {
            connection.send(due.arrival(), due.at());
        } catch (IOException broken) {
            lose(selector, connection);
        }
    }

    private void proceed(Selector selector, SelectionKey ready) {
        var connection = (Connection) ready.attachment();
        try {
            if (connection.proceed()) {
                Arrival answered = connection.arrival();
                if (answered != null) {
                    note(answered, connection.due(), connection.status(), connection.saysRetryAfter());
                }
                release(selector, connection);
            }
        } catch (IOException broken) {
            lose(selector, connection);
        }
    }

    private void release(Selector selector, Connection connection) {
        if (!connection.isFree()) {
            end(selector, connection);
        } else if (!waiting.isEmpty() && waiting.getFirst().arrival().from().equals(connection.from())) {
            send(selector, connection, waiting.removeFirst());
        } else {
            idle.computeIfAbsent(connection.from(), _ -> new ArrayDeque<>()).addLast(connection);
        }
    }

    /** Its request is lost with it, and is not sent again: a client that sends again would hide it. */
    private void lose(Selector selector, Connection connection) {
        if (connection.arrival() != null) {
            note(connection.arrival(), connection.due(), 0, false);
        } else {
            idle.getOrDefault(connection.from(), new ArrayDeque<>()).remove(connection);
        }
        end(selector, connection);
    }

    private void end(Selector selector, Connection connection) {
        open.remove(connection);
        connection.close();
        Due next = waiting.poll();
        if (next != null) {
            begin(selector, next);
        }
    }

    private void note(Arrival arrival, long due, int status, boolean retryAfter) {
        answers.add(new Sample(arrival.kind(), due - start, System.nanoTime() - due, status, retryAfter));
    }
}
