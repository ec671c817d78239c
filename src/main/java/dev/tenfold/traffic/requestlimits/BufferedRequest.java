package dev.tenfold.traffic.requestlimits;

import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** A request whose body is in memory. */
final class BufferedRequest extends Request.Wrapper {

    private Content.@Nullable Chunk body;

    BufferedRequest(Request request, byte[] bytes) {
        super(request);
        this.body = Content.Chunk.from(ByteBuffer.wrap(bytes), true);
    }

    @Override
    public long getLength() {
        return body == null ? super.getLength() : body.remaining();
    }

    @Override
    public Content.Chunk read() {
        Content.Chunk next = body == null ? Content.Chunk.EOF : body;
        body = null;
        return next;
    }

    @Override
    public void demand(Runnable demandCallback) {
        demandCallback.run();
    }
}
