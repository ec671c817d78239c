package dev.tenfold.api.request;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The first handler: gives each request its id before anything can answer it. It runs on the connector's own thread, as do the following
 * handlers until one hands the request to a worker thread.
 */
public final class RequestIdHandler extends Handler.Wrapper {

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        RequestInfo info = RequestInfo.start(request, RequestId.choose(request.getHeaders().get(RequestId.HEADER)));
        response.getHeaders().put(RequestId.HEADER, info.id());
        return super.handle(request, response, callback);
    }
}
