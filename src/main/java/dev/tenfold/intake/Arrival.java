package dev.tenfold.intake;

import dev.tenfold.problem.Failure;
import dev.tenfold.problem.Failure.Malformed;
import dev.tenfold.problem.Failure.TooLarge;
import dev.tenfold.problem.Failure.TooSlow;
import dev.tenfold.problem.ProblemCode;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request whose body is on its way: read as its bytes come, until it is whole, too long, broken or late. */
final class Arrival implements ReadListener, AsyncListener {

    private static final Logger LOG = LoggerFactory.getLogger(Arrival.class);
    private static final String ATTRIBUTE = Arrival.class.getName();
    private static final int PIECE = 8 * 1024;

    private final Arrivals crowd;
    private final AsyncContext context;
    private final HttpServletRequest request;
    private final ServletInputStream body;
    private final int limit;
    private final int thrownAway;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private volatile long read;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable Failure failure;

    /**
     * @param limit the longest body that is taken
     * @param thrownAway how much more is read, and thrown away, of one that is longer
     */
    Arrival(Arrivals crowd, AsyncContext context, HttpServletRequest request, int limit, int thrownAway) throws IOException {
        this.crowd = crowd;
        this.context = context;
        this.request = request;
        this.body = request.getInputStream();
        this.limit = limit;
        this.thrownAway = thrownAway;
        request.setAttribute(ATTRIBUTE, this);
    }

    /** The arrival that this request went through, or null where its body came with its head. */
    static @Nullable Arrival of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Arrival arrival ? arrival : null;
    }

    /** The request with what came of its body. */
    HttpServletRequest request() {
        return new ArrivedRequest(request, failure == null ? bytes.toByteArray() : new byte[0]);
    }

    /** Why the body is not there, or null when it is. */
    @Nullable
    Failure failure() {
        return failure;
    }

    @Override
    public void onDataAvailable() throws IOException {
        byte[] piece = new byte[PIECE];
        while (!ended.get() && body.isReady() && !body.isFinished()) {
            int count = Math.max(0, body.read(piece));
            long soFar = read + count;
            read = soFar;
            if (soFar <= limit) {
                bytes.write(piece, 0, count);
            } else if (soFar > (long) limit + thrownAway) {
                end(null);
            }
        }
    }

    @Override
    public void onAllDataRead() {
        end(null);
    }

    /** Answers here and now: Tomcat closes the connection when this returns. */
    @Override
    public void onError(Throwable cause) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        crowd.remove(this);
        boolean late = cause instanceof SocketTimeoutException || cause.getCause() instanceof SocketTimeoutException;
        try {
            crowd.answer(late ? TooSlow.body() : broken(), request, context.getResponse());
        } catch (IOException | IllegalStateException gone) {
            LOG.debug("The client did not wait for its answer", gone);
        }
    }

    private static Failure broken() {
        return new Malformed(ProblemCode.MALFORMED_REQUEST, "The body ends too early, or its chunks are not well-formed");
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        endLate();
    }

    private void endLate() {
        if (end(TooSlow.body())) {
            crowd.countLate();
        }
    }

    /** Sends the request on, with the failure that there is no body for, or null; answers false where that has been done before, or the client is gone. */
    boolean end(@Nullable Failure why) {
        if (!ended.compareAndSet(false, true)) {
            return false;
        }
        crowd.remove(this);
        failure = read > limit ? new TooLarge(limit) : why;
        try {
            context.dispatch();
            return true;
        } catch (IllegalStateException gone) {
            LOG.debug("The client did not wait for its answer", gone);
            return false;
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        crowd.remove(this);
    }

    @Override
    public void onError(AsyncEvent event) {
        crowd.remove(this);
        try {
            event.getAsyncContext().complete(); // answered already, or the client is gone: Tomcat need not look for an error page
        } catch (IllegalStateException over) {
            LOG.debug("Tomcat ended it", over);
        }
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // nobody starts it anew
    }
}
