package dev.tenfold.traffic.requestlimits;

import dev.tenfold.api.request.CommonHeaders;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Sends a short response as a whole, with its length and in one write. Spring MVC flushes after each body, so without this even a short
 * response would be sent in chunks. A long response is streamed.
 */
final class BufferedResponse extends Response.Wrapper {

    private static final int MAX_HELD = 32 * 1024; // bytes: the size of Jetty's own buffer

    private final SlowReaders slowReaders;
    private @Nullable ByteBuffer held;
    private boolean started;

    BufferedResponse(Request request, Response response, SlowReaders slowReaders) {
        super(request, response);
        this.slowReaders = slowReaders;
    }

    @Override
    public void write(boolean last, @Nullable ByteBuffer bytes, Callback callback) {
        int more = bytes == null ? 0 : bytes.remaining();
        if (!last && !started && more + (held == null ? 0 : held.remaining()) <= MAX_HELD) {
            held = joined(bytes);
            callback.succeeded();
            return;
        }
        ByteBuffer whole = held == null ? bytes : more == 0 ? held : joined(bytes);
        held = null;
        if (!started) {
            started = true;
            CommonHeaders.complete(getHeaders());
            closeIfStopping();
        }
        slowReaders.watch(getRequest(), callback, watched -> super.write(last, whole, watched));
    }

    /** The request may have come before the service began to stop: Jetty closes the connections of later ones by itself. */
    private void closeIfStopping() {
        if (!getRequest().getConnectionMetaData().getHttpConfiguration().isPersistentConnectionsEnabled()) {
            getHeaders().put(HttpHeader.CONNECTION, "close");
        }
    }

    /** The bytes held so far and the new ones, copied: the writer uses its buffer again. */
    private ByteBuffer joined(@Nullable ByteBuffer bytes) {
        int length = (held == null ? 0 : held.remaining()) + (bytes == null ? 0 : bytes.remaining());
        ByteBuffer joined = ByteBuffer.allocate(length);
        if (held != null) {
            joined.put(held);
        }
        if (bytes != null) {
            joined.put(bytes);
        }
        return joined.flip();
    }
}
