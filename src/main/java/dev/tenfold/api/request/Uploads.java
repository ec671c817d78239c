package dev.tenfold.api.request;

import dev.tenfold.api.route.Routes;
import org.eclipse.jetty.server.Request;

/** Requests whose bodies are too long for memory: the handler reads the body while it arrives. */
public final class Uploads {

    private Uploads() {}

    public static boolean isOne(Request request) {
        return Routes.isUpload(request.getMethod(), Request.getPathInContext(request));
    }
}
