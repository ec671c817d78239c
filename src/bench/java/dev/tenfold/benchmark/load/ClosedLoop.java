package dev.tenfold.benchmark.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * So many clients, each with a connection that it keeps, who ask again as soon as they are answered. What they take is all that the service can do;
 * how long they wait says little, because nobody comes while they do. One thread, one selector.
 */
final class ClosedLoop {

    private static final Duration LAST_ANSWERS = Duration.ofSeconds(10);
    private static final long TICK_MS = 10;
    private static final double NANOS = 1e9;

    private final int port;
    private final int clients;
    private final Supplier<Arrival> arrivals;
    private final Set<Connection> busy = new HashSet<>();
    private final List<Sample> answers = new ArrayList<>();
    private long start;
    private long stop;

    ClosedLoop(int port, int clients, Supplier<Arrival> arrivals) {
        this.port = port;
        this.clients = clients;
        this.arrivals = arrivals;
    }

    /** Asks for so long, and waits some seconds more for the last answers; what is not answered by then counts as status 0. */
    Samples run(Duration duration) {
        try (var selector = Selector.open()) {
            start = System.nanoTime();
            stop = start + duration.toNanos();
            for (int client = 0; client < clients; client++) {
                ask(selector, Connection.open(selector, ServiceUnderLoad.HERE, port));
            }
            long limit = stop + LAST_ANSWERS.toNanos();
            while (!busy.isEmpty() && System.nanoTime() < limit) {
                selector.select(ready -> proceed(selector, ready), TICK_MS);
            }
            for (Connection unanswered : busy) {
                note(unanswered, 0, false);
                unanswered.close();
            }
            return new Samples(answers, duration.toNanos() / NANOS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ask(Selector selector, Connection connection) {
        busy.add(connection);
        try {
            connection.send(arrivals.get(), System.nanoTime());
        } catch (IOException broken) {
            lose(selector, connection);
        }
    }

    private void proceed(Selector selector, SelectionKey ready) {
        var connection = (Connection) ready.attachment();
        try {
            if (connection.proceed()) {
                note(connection, connection.status(), connection.saysRetryAfter());
                next(selector, connection, connection.isFree());
            }
        } catch (IOException broken) {
            lose(selector, connection);
        }
    }

    private void lose(Selector selector, Connection connection) {
        note(connection, 0, false);
        next(selector, connection, false);
    }

    /** The client asks again while there is time, over another connection where this one has ended. */
    private void next(Selector selector, Connection connection, boolean free) {
        busy.remove(connection);
        boolean again = System.nanoTime() < stop;
        if (!free || !again) {
            connection.close();
        }
        if (again) {
            ask(selector, free ? connection : Connection.open(selector, ServiceUnderLoad.HERE, port));
        }
    }

    private void note(Connection connection, int status, boolean retryAfter) {
        Arrival arrival = connection.arrival();
        if (arrival != null) {
            answers.add(new Sample(arrival.kind(), connection.due() - start, System.nanoTime() - connection.due(), status, retryAfter));
        }
    }
}
