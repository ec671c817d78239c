package dev.tenfold.api.request;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Calls a handler where Jetty does not: later, or on another thread. What Jetty would do with the outcome is done here. */
public final class NextHandler {

    private NextHandler() {}

    /** Has the request answered by the handler; with 404 where it does not answer, and with an error where it fails. */
    public static void call(Handler handler, Request request, Response response, Callback callback) {
        try {
            if (!handler.handle(request, response, callback)) {
                Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
            }
        } catch (Throwable failure) {
            Response.writeError(request, response, callback, failure);
        }
    }
}
