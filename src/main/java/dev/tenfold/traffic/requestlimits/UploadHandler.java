package dev.tenfold.traffic.requestlimits;

import dev.tenfold.api.problem.ProblemResponses;
import dev.tenfold.api.request.Uploads;
import dev.tenfold.platform.failure.Failure.TooLarge;
import dev.tenfold.platform.failure.Failure.TooSlow;
import dev.tenfold.platform.failure.Failure.Unavailable;
import dev.tenfold.platform.failure.ProblemCode;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Limits uploads. The thread that handles an upload reads it, so only a few may run at once, and each must be short enough and fast
 * enough. The connection is closed after the response.
 */
final class UploadHandler extends Handler.Wrapper {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final RequestLimitProperties properties;
    private final ProblemResponses problems;
    private final Semaphore places;

    UploadHandler(RequestLimitProperties properties, ProblemResponses problems) {
        this.properties = properties;
        this.problems = problems;
        this.places = new Semaphore(properties.uploads());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (!Uploads.isOne(request)) {
            return super.handle(request, response, callback);
        }
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        if (places.tryAcquire()) {
            var place = new AtomicBoolean(true);
            Runnable leave = () -> {
                if (place.getAndSet(false)) {
                    places.release();
                }
            };
            Request.addCompletionListener(request, _ -> leave.run()); // also if it fails
            return super.handle(new Upload(request), response, Callback.from(leave, callback));
        }
        problems.write(new Unavailable(ProblemCode.OVERLOADED, "Too many files are being uploaded at once", RETRY_AFTER), request, response,
                callback);
        return true;
    }

    /** A request whose read fails when the file is too long or takes too long. */
    private final class Upload extends Request.Wrapper {

        private final long end = System.nanoTime() + properties.uploadTimeout().toNanos();
        private long read;

        Upload(Request request) {
            super(request);
        }

        @Override
        public Content.@Nullable Chunk read() {
            Content.Chunk chunk = super.read();
            if (chunk == null || Content.Chunk.isFailure(chunk)) {
                return chunk;
            }
            read += chunk.remaining();
            long longest = properties.maxUpload().toBytes();
            boolean late = System.nanoTime() - end > 0;
            if (read > longest || late) {
                chunk.release();
                return Content.Chunk.from(late ? TooSlow.body() : new TooLarge(longest), true);
            }
            return chunk;
        }
    }
}
