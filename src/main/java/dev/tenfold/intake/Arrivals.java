package dev.tenfold.intake;

import dev.tenfold.problem.Failure;
import dev.tenfold.problem.Failure.TooSlow;
import dev.tenfold.problem.Problems;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * The bodies that are on their way. There are never more than so many, which bounds the memory that they take: one more, and the one that has
 * taken longest is given up. So a crowd of slow clients drives out its own, and an honest client, whose body takes a moment, gets through.
 */
@Component
class Arrivals {

    /** What is read of a body that is too long, so that its sender, who writes first and reads then, gets to see the refusal. */
    private static final int THROWN_AWAY = 1024 * 1024;

    private final Problems problems;
    private final int most;
    private final int limit;
    private final Duration time;
    private final SequencedSet<Arrival> onTheirWay = new LinkedHashSet<>();
    private final Counter crowded;
    private final Counter late;

    Arrivals(HttpProperties properties, Problems problems, MeterRegistry metrics) {
        this.problems = problems;
        this.most = properties.bodies();
        this.limit = Math.toIntExact(properties.maxBody().toBytes());
        this.time = properties.bodyTime();
        this.crowded = SlowClients.refused(metrics, "body_crowded_out");
        this.late = SlowClients.refused(metrics, "slow_body");
        Gauge.builder("tenfold.http.bodies", this, Arrivals::count).description("Bodies that are on their way").register(metrics);
    }

    /** Whether a body of this length is so much too long that nothing of it is read. */
    boolean isHopeless(long length) {
        return length > (long) limit + THROWN_AWAY;
    }

    /** Sets the request aside; it is dispatched again when its body is there, or will not be. */
    void await(HttpServletRequest request, HttpServletResponse response) throws IOException {
        AsyncContext context = request.startAsync(request, response);
        context.setTimeout(time.toMillis());
        var arrival = new Arrival(this, context, request, limit, THROWN_AWAY);
        Arrival longest = add(arrival);
        context.addListener(arrival);
        request.getInputStream().setReadListener(arrival);
        if (longest != null && longest.end(TooSlow.body())) {
            crowded.increment();
        }
    }

    private synchronized @Nullable Arrival add(Arrival arrival) {
        onTheirWay.add(arrival);
        return onTheirWay.size() > most ? onTheirWay.removeFirst() : null;
    }

    synchronized void remove(Arrival arrival) {
        onTheirWay.remove(arrival);
    }

    /** Answers a request whose body broke off, where the client is still there. */
    void answer(Failure failure, HttpServletRequest request, ServletResponse response) throws IOException {
        if (response instanceof HttpServletResponse http) {
            http.setHeader(HttpHeaders.CONNECTION, "close");
            problems.write(failure, request, http);
            http.flushBuffer();
        }
    }

    void countLate() {
        late.increment();
    }

    private synchronized int count() {
        return onTheirWay.size();
    }
}
