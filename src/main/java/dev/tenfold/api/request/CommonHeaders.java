package dev.tenfold.api.request;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.springframework.http.HttpHeaders;

/**
 * The headers of every response. Browsers must not guess its type, show it in a frame, use their old script filter, or send its address to
 * other sites. A page may load and run nothing, unless its handler has set {@code Content-Security-Policy}. No cache may store it unless
 * its handler has set {@code Cache-Control}. The headers are added once, when the response is written.
 */
public final class CommonHeaders {

    private static final HttpField TYPE = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");
    private static final HttpField FRAME = new PreEncodedHttpField("X-Frame-Options", "DENY");
    private static final HttpField SCRIPT_FILTER = new PreEncodedHttpField("X-XSS-Protection", "0");
    private static final HttpField REFERRER = new PreEncodedHttpField("Referrer-Policy", "no-referrer");
    private static final String CONTENT_SECURITY_POLICY = "Content-Security-Policy";
    private static final HttpField POLICY = new PreEncodedHttpField(CONTENT_SECURITY_POLICY,
            "default-src 'none'; base-uri 'none'; frame-ancestors 'none'");
    private static final HttpField PRIVATE = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "private, no-store");

    private CommonHeaders() {}

    /** Adds the missing headers to a response that is about to be written. */
    public static void complete(HttpFields.Mutable headers) {
        if (!headers.contains(HttpHeaders.CACHE_CONTROL)) {
            headers.add(PRIVATE);
        }
        secure(headers);
    }

    /** Like {@link #complete}, for a response that sets its own {@code Cache-Control}. */
    public static void secure(HttpFields.Mutable headers) {
        headers.put(TYPE);
        headers.put(FRAME);
        headers.put(SCRIPT_FILTER);
        headers.put(REFERRER);
        if (!headers.contains(CONTENT_SECURITY_POLICY)) {
            headers.add(POLICY);
        }
    }
}
