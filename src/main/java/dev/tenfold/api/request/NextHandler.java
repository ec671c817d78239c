package dev.tenfold.api.request;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Calls a handler later or on another thread, outside of Jetty's own call. Handles the result as Jetty would. */
public final class NextHandler {

    private NextHandler() {}

    /** Calls the handler. Answers 404 if the handler does not handle the request, and an error if it fails. */
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
