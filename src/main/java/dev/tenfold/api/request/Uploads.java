package dev.tenfold.api.request;

import org.eclipse.jetty.server.Request;

/** Requests whose bodies are too long to be held in memory: whoever handles one reads it as it comes. */
public final class Uploads {

    private static final String IMPORT = "/api/v1/products/import";

    private Uploads() {}

    public static boolean isOne(Request request) {
        return IMPORT.equals(Request.getPathInContext(request)) && "POST".equals(request.getMethod());
    }
}
