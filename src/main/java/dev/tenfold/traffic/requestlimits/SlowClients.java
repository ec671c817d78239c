package dev.tenfold.traffic.requestlimits;

import dev.tenfold.api.problem.ProblemResponses;
import dev.tenfold.platform.failure.Failure.TooSlow;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.AbstractLifeCycle;

/**
 * Closes connections whose request head does not arrive in time. Jetty's idle timeout only limits the pause between two reads, so one
 * byte now and then would keep a connection open for ever. All connections are checked four times a second: bytes that arrive while no
 * request is active belong to a head.
 */
final class SlowClients extends AbstractLifeCycle {

    private static final Duration INTERVAL = Duration.ofMillis(250);
    private static final double SHORT_OF_CONNECTIONS = 0.9;
    private static final long SHORT_HEAD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ServerConnector connector;
    private final int maxConnections;
    private final long headNanos;
    private final ProblemResponses problems;
    private final Counter heads;
    private Map<EndPoint, PendingHead> seen = new HashMap<>();

    SlowClients(ServerConnector connector, int maxConnections, RequestLimitProperties properties, ProblemResponses problems,
            MeterRegistry metrics) {
        this.connector = connector;
        this.maxConnections = maxConnections;
        this.headNanos = properties.headTimeout().toNanos();
        this.problems = problems;
        this.heads = refused(metrics, "slow_head");
    }

    static Counter refused(MeterRegistry metrics, String reason) {
        return Counter.builder("tenfold.requestlimits.refused").description("Clients refused for being too slow, by reason")
                .tag("reason", reason).register(metrics);
    }

    /**
     * A connection at the last check.
     * @param messages how many requests had arrived on it
     * @param bytes how many bytes had arrived at the last check at which no head was arriving
     * @param since when the head that is arriving was first seen, or 0 if none is
     */
    private record PendingHead(long messages, long bytes, long since) {}

    @Override
    protected void doStart() {
        schedule();
    }

    private void schedule() {
        connector.getScheduler().schedule(() -> {
            if (isRunning()) {
                look(System.nanoTime());
                schedule();
            }
        }, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look(long now) {
        var endPoints = connector.getConnectedEndPoints();
        boolean isShort = endPoints.size() > maxConnections * SHORT_OF_CONNECTIONS;
        long longest = isShort ? Math.min(headNanos, SHORT_HEAD_NANOS) : headNanos;
        Map<EndPoint, PendingHead> next = new HashMap<>();
        for (EndPoint endPoint : endPoints) {
            Connection connection = endPoint.getConnection();
            if (connection != null) {
                PendingHead head = head(connection, seen.getOrDefault(endPoint, new PendingHead(0, 0, 0)), now);
                if (head.since() != 0 && now - head.since() > longest) {
                    end(endPoint);
                } else {
                    next.put(endPoint, head);
                }
            }
        }
        seen = next;
    }

    private static PendingHead head(Connection connection, PendingHead before, long now) {
        long messages = connection.getMessagesIn();
        long bytes = connection.getBytesIn();
        if (messages != connection.getMessagesOut() || messages != before.messages()) { // a request is active, or was since the last check
            return new PendingHead(messages, bytes, 0);
        }
        return before.since() == 0 && bytes > before.bytes() ? new PendingHead(messages, before.bytes(), now) : before;
    }

    private void end(EndPoint endPoint) {
        heads.increment();
        var late = new TimeoutException("The head of the request did not arrive in time");
        if (endPoint.getSslSessionData() != null) {
            endPoint.close(late);
            return;
        }
        endPoint.write(Callback.from(() -> endPoint.close(late), _ -> endPoint.close(late)), problems.raw(TooSlow.head()));
    }
}
