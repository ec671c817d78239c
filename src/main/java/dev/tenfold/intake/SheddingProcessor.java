package dev.tenfold.intake;

import dev.tenfold.problem.Failure;
import dev.tenfold.problem.Occasion;
import dev.tenfold.problem.Problems;
import dev.tenfold.request.RequestId;
import java.io.IOException;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Tomcat's HTTP/1.1 on one connection, which answers what is one too many by itself: with as little work as can be, and without ending the connection. Tomcat
 * ends it with every 503, and a client that has to connect anew costs more than its request, at the moment when there is the least to give.
 *
 * <p>Only reads without a body are answered so, over connections that are meant to stay; whatever else is too much goes the long way.
 */
final class SheddingProcessor extends Http11Processor {

    /** What Drain sets when the service stops: each answer is then to say that the connection ends with it. */
    private static final int THIS_ONE_ONLY = 1;

    /** Tomcat has found nothing wrong with the request; where it has, it may know neither method nor path. */
    private static final int UNTOUCHED = 200;

    private final AbstractHttp11Protocol<?> protocol;
    private final Adapter guarded;
    private final Shedder shedder;
    private final Problems problems;

    SheddingProcessor(AbstractHttp11Protocol<?> protocol, Adapter adapter, Shedder shedder, Problems problems) {
        super(protocol, adapter);
        this.protocol = protocol;
        this.guarded = new Guarded(adapter);
        this.shedder = shedder;
        this.problems = problems;
    }

    @Override
    public Adapter getAdapter() {
        return guarded;
    }

    private boolean isShed(Request request, Response response) throws IOException {
        if (response.getStatus() != UNTOUCHED || !isPlainRead(request) || protocol.getMaxKeepAliveRequests() == THIS_ONE_ONLY) {
            return false;
        }
        String path = request.requestURI().toString();
        Failure failure = shedder.shed(request.getMethod(), path, ThreadWait.look());
        if (failure == null) {
            return false;
        }
        ThreadWait.take();
        byte[] answer = RawAnswer.of(problems, failure, new Occasion(path, RequestId.choose(request.getHeader(RequestId.HEADER))), false);
        SocketWrapperBase<?> socket = getSocketWrapper();
        socket.write(true, answer, 0, answer.length);
        socket.flush(true);
        response.setCommitted(true); // so that Tomcat has nothing to say
        setSwallowResponse();
        return true;
    }

    private static boolean isPlainRead(Request request) {
        return "GET".equals(request.getMethod()) && request.protocol().equals("HTTP/1.1") && request.getContentLengthLong() <= 0
                && request.getHeader("Transfer-Encoding") == null && request.getHeader("Connection") == null
                && request.getHeader("Expect") == null;
    }

    /** The rest of the service, behind {@link #isShed}. */
    private final class Guarded implements Adapter {

        private final Adapter adapter;

        Guarded(Adapter adapter) {
            this.adapter = adapter;
        }

        @Override
        public void service(Request request, Response response) throws Exception {
            if (!isShed(request, response)) {
                adapter.service(request, response);
            }
        }

        @Override
        public boolean prepare(Request request, Response response) throws Exception {
            return adapter.prepare(request, response);
        }

        @Override
        public boolean asyncDispatch(Request request, Response response, SocketEvent status) throws Exception {
            return adapter.asyncDispatch(request, response, status);
        }

        @Override
        public void log(Request request, Response response, long time) {
            adapter.log(request, response, time);
        }

        @Override
        public void checkRecycled(Request request, Response response) {
            adapter.checkRecycled(request, response);
        }

        @Override
        public String getDomain() {
            return adapter.getDomain();
        }
    }
}
