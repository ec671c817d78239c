package dev.tenfold.traffic.requestlimits;

import dev.tenfold.api.request.Uploads;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the connection open for a moment when an upload is answered before its end. If it were closed at once, the system would reset it,
 * and a client or proxy that is writing would lose the answer (RFC 9112, section 9.6). Meanwhile the file is read and discarded, without
 * a thread that waits. A proxy closes the connection as soon as it has the answer.
 */
final class UnreadUploadHandler extends Handler.Wrapper {

    private static final Duration LONGEST = Duration.ofSeconds(2);

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        boolean sendsAtOnce = Uploads.isOne(request) && !request.getHeaders().contains(HttpHeader.EXPECT);
        return super.handle(request, response, sendsAtOnce ? new Rest(request, callback) : callback);
    }

    /** What has not been read of a file when the response is complete. */
    private static final class Rest extends Callback.Nested implements Invocable.Task {

        private final Request request;
        private final AtomicBoolean ended = new AtomicBoolean();
        private volatile Scheduler.@Nullable Task deadline;

        Rest(Request request, Callback callback) {
            super(callback);
            this.request = request;
        }

        @Override
        public void succeeded() {
            deadline = request.getComponents().getScheduler().schedule(this::end, LONGEST.toMillis(), TimeUnit.MILLISECONDS);
            run();
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }

        /** More of the file has arrived. */
        @Override
        public void run() {
            while (!ended.get()) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    request.demand(this);
                    return;
                }
                boolean last = chunk.isLast() || Content.Chunk.isFailure(chunk);
                chunk.release();
                if (last) {
                    end();
                }
            }
        }

        private void end() {
            if (ended.compareAndSet(false, true)) {
                Scheduler.Task scheduled = deadline;
                if (scheduled != null) {
                    scheduled.cancel();
                }
                super.succeeded();
            }
        }
    }
}
