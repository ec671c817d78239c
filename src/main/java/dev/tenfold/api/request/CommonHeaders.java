package dev.tenfold.api.request;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.springframework.http.HttpHeaders;

/**
 * The headers of every answer: no browser may guess its type, show it in a frame or run its old script filter. What no handler has said may be
 * stored, no cache may store. They are written once, when the answer is written.
 */
public final class CommonHeaders {

    private static final HttpField TYPE = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");
    private static final HttpField FRAME = new PreEncodedHttpField("X-Frame-Options", "DENY");
    private static final HttpField SCRIPT_FILTER = new PreEncodedHttpField("X-XSS-Protection", "0");
    private static final HttpField PRIVATE = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "private, no-store");

    private CommonHeaders() {}

    /** Adds what is missing to the headers of an answer that is about to be written. */
    public static void complete(HttpFields.Mutable headers) {
        if (!headers.contains(HttpHeaders.CACHE_CONTROL)) {
            headers.add(PRIVATE);
        }
        secure(headers);
    }

    /** As {@link #complete} for an answer that says itself how it may be stored. */
    public static void secure(HttpFields.Mutable headers) {
        headers.put(TYPE);
        headers.put(FRAME);
        headers.put(SCRIPT_FILTER);
    }
}
