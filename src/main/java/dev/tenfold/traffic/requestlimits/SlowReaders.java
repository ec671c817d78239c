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
 * Ends connections whose clients do not read: a thread that writes waits for them once the system's buffers are full. A client may let a thread wait for
 * a limited time, and where too many threads wait so, the client that has done so longest is let go.
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

    /** Writes, and keeps the time where the client does not take it at once. */
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

    /** A write on its way. */
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
                client.close(new TimeoutException("The client did not read the answer in time"));
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
