package dev.tenfold.request;

import jakarta.servlet.http.HttpServletRequest;

/** Requests whose bodies are too long to be held in memory: whoever handles one reads it as it comes. */
public final class Uploads {

    private static final String IMPORT = "/api/v1/products/import";

    private Uploads() {}

    public static boolean isOne(HttpServletRequest request) {
        return IMPORT.equals(request.getRequestURI()) && "POST".equals(request.getMethod());
    }
}
