package dev.tenfold.traffic.requestlimits;

import dev.tenfold.api.problem.ProblemResponses;
import dev.tenfold.platform.failure.Failure;
import dev.tenfold.platform.failure.Failure.Malformed;
import dev.tenfold.platform.failure.Failure.TooLarge;
import dev.tenfold.platform.failure.Failure.TooSlow;
import dev.tenfold.platform.failure.ProblemCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a request before a thread is used for it, so that no thread waits for a slow client. The number of bodies being read
 * is limited: when one more arrives, the oldest is aborted. So slow clients push out each other, while a body that arrives at normal
 * speed gets through.
 */
final class BodyBufferingHandler implements EagerContentHandler.ContentLoaderFactory {

    /**
     * How many bytes are read and discarded of a body that is too long. Its client writes the body before it reads the response, and must
     * be able to see the refusal.
     */
    static final int THROWN_AWAY = 1024 * 1024;

    private final RequestLimitProperties properties;
    private final ProblemResponses problems;
    private final SequencedSet<Loader> loading = new LinkedHashSet<>();
    private final Counter crowded;
    private final Counter late;

    BodyBufferingHandler(RequestLimitProperties properties, ProblemResponses problems, MeterRegistry metrics) {
        this.properties = properties;
        this.problems = problems;
        this.crowded = SlowClients.refused(metrics, "body_crowded_out");
        this.late = SlowClients.refused(metrics, "slow_body");
        Gauge.builder("tenfold.requestlimits.bodies", this, BodyBufferingHandler::count).description("Request bodies that are being read")
                .register(metrics);
    }

    /** Null: for every media type. */
    @Override
    public @Nullable String getApplicableMimeType() {
        return null;
    }

    @Override
    public EagerContentHandler.ContentLoader newContentLoader(@Nullable String contentType, @Nullable String mimeType, Handler handler,
            Request request, Response response, Callback callback) {
        return new Loader(handler, request, response, callback);
    }

    private synchronized @Nullable Loader add(Loader loader) {
        loading.add(loader);
        return loading.size() > properties.bodies() ? loading.removeFirst() : null;
    }

    private synchronized void remove(Loader loader) {
        loading.remove(loader);
    }

    private synchronized int count() {
        return loading.size();
    }

    /** Reads one body. */
    private final class Loader extends EagerContentHandler.ContentLoader implements Invocable.Task {

        private final int limit;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final AtomicBoolean ended = new AtomicBoolean();
        private volatile long read;
        private Scheduler.@Nullable Task deadline;

        Loader(Handler handler, Request request, Response response, Callback callback) {
            super(handler, request, response, callback);
            this.limit = properties.longestBody(request);
        }

        @Override
        protected void load() {
            read(true);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }

        /** More of the body has arrived. */
        @Override
        public void run() {
            read(false);
        }

        private void read(boolean first) {
            while (!ended.get()) {
                Content.Chunk chunk = getRequest().read();
                if (chunk == null) {
                    if (first) {
                        setAside();
                    }
                    getRequest().demand(this);
                    return;
                }
                if (Content.Chunk.isFailure(chunk)) {
                    refuse(new Malformed(ProblemCode.MALFORMED_REQUEST, "The body ends too early, or its chunks are not well-formed"));
                    return;
                }
                take(chunk.getByteBuffer());
                boolean last = chunk.isLast();
                chunk.release();
                if (read > limit ? last || read > (long) limit + THROWN_AWAY : last) {
                    end();
                }
            }
        }

        private void take(ByteBuffer piece) {
            long soFar = read + piece.remaining();
            read = soFar;
            if (soFar <= limit) {
                byte[] copy = new byte[piece.remaining()];
                piece.get(copy);
                bytes.writeBytes(copy);
            }
        }

        private void setAside() {
            deadline = getRequest().getComponents().getScheduler().schedule(this::late, properties.bodyTimeout().toMillis(),
                    TimeUnit.MILLISECONDS);
            Loader oldest = add(this);
            if (oldest != null && oldest.refuse(TooSlow.body())) {
                crowded.increment();
            }
        }

        private void late() {
            if (refuse(TooSlow.body())) {
                late.increment();
            }
        }

        private void end() {
            if (read > limit) {
                refuse(new TooLarge(limit));
            } else if (finish()) {
                handle(new BufferedRequest(getRequest(), bytes.toByteArray()), getResponse(), getCallback());
            }
        }

        private boolean refuse(Failure failure) {
            if (!finish()) {
                return false;
            }
            getResponse().getHeaders().put(HttpHeader.CONNECTION, "close");
            problems.write(read > limit ? new TooLarge(limit) : failure, getRequest(), getResponse(), getCallback());
            return true;
        }

        private boolean finish() {
            if (!ended.compareAndSet(false, true)) {
                return false;
            }
            remove(this);
            if (deadline != null) {
                deadline.cancel();
            }
            return true;
        }
    }
}
