package dev.tenfold.api.request;

import org.eclipse.jetty.server.Request;

/** Requests whose bodies are too long for memory: the handler reads the body while it arrives. */
public final class Uploads {

    private static final String IMPORT = "/api/v1/products/import";

    private Uploads() {}

    public static boolean isOne(Request request) {
        return IMPORT.equals(Request.getPathInContext(request)) && "POST".equals(request.getMethod());
    }
}
