package dev.tenfold.intake;

import dev.tenfold.problem.Failure.TooSlow;
import dev.tenfold.problem.Occasion;
import dev.tenfold.problem.Problems;
import dev.tenfold.request.RequestId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.tomcat.util.net.AbstractEndpoint;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends connections whose clients hold the service up. Tomcat's own limits are on the pause between two reads or writes, so that one byte now
 * and then keeps a connection for ever; these are on the whole.
 *
 * <ul>
 * <li>A head that is not there after its time gets 408. It costs a connection and no thread; when connections run short, a second is enough.
 * <li>A client that does not read lets a thread wait, once the system's buffers are full. It may for so long, and those who have kept theirs
 * waiting longest may not, where more than a quarter of the threads wait so.
 * </ul>
 */
final class SlowClients {

    private static final Logger LOG = LoggerFactory.getLogger(SlowClients.class);
    private static final int SHARE_OF_THREADS = 4;
    private static final double SHORT_OF_CONNECTIONS = 0.9;
    private static final long SHORT_HEAD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long headNanos;
    private final long answerNanos;
    private final Problems problems;
    private final Counter heads;
    private final Counter readers;
    private Map<NioSocketWrapper, Long> waitedFor = new HashMap<>();

    SlowClients(HttpProperties properties, Problems problems, MeterRegistry metrics) {
        this.headNanos = properties.headTime().toNanos();
        this.answerNanos = properties.answerTime().toNanos();
        this.problems = problems;
        this.heads = refused(metrics, "slow_head");
        this.readers = refused(metrics, "slow_reader");
    }

    static Counter refused(MeterRegistry metrics, String reason) {
        return Counter.builder("tenfold.http.refused").description("Clients that were too slow, by what they were slow with")
                .tag("reason", reason).register(metrics);
    }

    /** Looks at every connection once. */
    void look(AbstractEndpoint<NioChannel, ?> endpoint) {
        long now = System.nanoTime();
        boolean isShort = endpoint.getConnectionCount() > endpoint.getMaxConnections() * SHORT_OF_CONNECTIONS;
        long patience = isShort ? Math.min(headNanos, SHORT_HEAD_NANOS) : headNanos;
        Map<NioSocketWrapper, Long> waiting = new HashMap<>();
        for (SocketWrapperBase<NioChannel> connection : endpoint.getConnections()) {
            if (connection instanceof NioSocketWrapper client && client.interestOpsHas(SelectionKey.OP_WRITE)) {
                waiting.put(client, waitedFor.getOrDefault(client, now));
            } else if (isHeadLate(connection, now, patience)) {
                endHead(connection, now, patience, endpoint.isSSLEnabled());
            }
        }
        waitedFor = waiting;
        endReaders(now, Math.max(1, endpoint.getMaxThreads() / SHARE_OF_THREADS));
    }

    /** Tomcat leaves a processor with a connection that no thread is at work on, where the head has begun (or the request is set aside). */
    private static boolean isHeadLate(SocketWrapperBase<?> connection, long now, long patience) {
        if (!(connection.getCurrentProcessor() instanceof Processor processor) || processor.isAsync()) {
            return false;
        }
        Request request = processor.getRequest();
        return request != null && request.getStartTimeNanos() >= 0 && now - request.getStartTimeNanos() > patience;
    }

    /** Under the connection's lock, as Tomcat's threads are: the head may have become whole this very moment. */
    private void endHead(SocketWrapperBase<NioChannel> connection, long now, long patience, boolean encrypted) {
        ReentrantLock lock = connection.getLock();
        if (lock.tryLock()) {
            try {
                SocketChannel channel = connection.getSocket().getIOChannel();
                if (channel != null && isHeadLate(connection, now, patience)) {
                    if (!encrypted) {
                        channel.write(ByteBuffer.wrap(tooSlow()));
                    }
                    channel.shutdownInput(); // Tomcat finds the end of the stream, and closes in its own way
                    heads.increment();
                }
            } catch (IOException gone) {
                LOG.debug("The client did not wait for its answer", gone);
            } finally {
                lock.unlock();
            }
        }
    }

    private void endReaders(long now, int most) {
        List<NioSocketWrapper> longestFirst = waitedFor.entrySet().stream().sorted(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                .map(Map.Entry::getKey).toList();
        int tooMany = longestFirst.size() - most;
        for (NioSocketWrapper client : longestFirst) {
            boolean late = now - waitedFor.getOrDefault(client, now) > answerNanos;
            if (late || tooMany-- > 0) {
                endReader(client);
            }
        }
    }

    /** The thread that waits to write finds the stream at its end; what lies in the system's buffers is thrown away. */
    private void endReader(NioSocketWrapper client) {
        try {
            SocketChannel channel = client.getSocket().getIOChannel();
            if (channel == null) { // closed in the meantime
                return;
            }
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            channel.shutdownOutput();
            readers.increment();
        } catch (IOException gone) {
            LOG.debug("The client went by itself", gone);
        }
    }

    private byte[] tooSlow() {
        return RawAnswer.of(problems, TooSlow.head(), new Occasion("", RequestId.choose(null)), true);
    }
}
