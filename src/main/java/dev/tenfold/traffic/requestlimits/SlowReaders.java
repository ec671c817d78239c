package dev.tenfold.traffic.requestlimits;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections whose clients do not read: once the system's buffers are full, a thread that writes waits for them. A thread may
 * wait for a limited time. When too many threads wait, the connection that has been waited for longest is closed.
 */
final class SlowReaders {

    private final long longestNanos;
    private final int most;
    private final Counter ended;
    private final SequencedSet<Write> waiting = new LinkedHashSet<>();

    /** @param most how many threads may wait for clients that read slowly */
    SlowReaders(RequestLimitProperties properties, int most, MeterRegistry metrics) {
        this.longestNanos = properties.responseTimeout().toNanos();
        this.most = most;
        this.ended = SlowClients.refused(metrics, "slow_reader");
    }

    /** Writes, and measures the time when the client does not take the data at once. */
    void watch(Request request, Callback callback, Consumer<Callback> write) {
        var watched = new Write(request, callback);
        write.accept(watched);
        if (!watched.done) {
            Write longest = add(watched);
            if (longest != null) {
                longest.end();
            }
            var deadline = request.getComponents().getScheduler().schedule(watched::end, longestNanos, TimeUnit.NANOSECONDS);
            watched.onDone(deadline::cancel);
        }
    }

    private synchronized @Nullable Write add(Write write) {
        if (!write.done) {
            waiting.add(write);
        }
        return waiting.size() > most ? waiting.removeFirst() : null;
    }

    private synchronized void remove(Write write) {
        waiting.remove(write);
    }

    /** A write that has not finished. */
    private final class Write extends Callback.Nested {

        private final EndPoint client;
        private volatile boolean done;
        private volatile @Nullable Runnable whenDone;

        Write(Request request, Callback callback) {
            super(callback);
            this.client = request.getConnectionMetaData().getConnection().getEndPoint();
        }

        void onDone(Runnable action) {
            whenDone = action;
            if (done) {
                action.run();
            }
        }

        private void end() {
            if (!done) {
                ended.increment();
                client.close(new TimeoutException("The client did not read the response in time"));
            }
        }

        @Override
        public void completed() {
            done = true;
            remove(this);
            Runnable action = whenDone;
            if (action != null) {
                action.run();
            }
        }
    }
}
