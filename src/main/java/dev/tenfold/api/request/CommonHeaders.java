package dev.tenfold.api.request;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;

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

    /**
     * Adds the headers to a response that is about to be written, if it does not have them yet. No handler sets one itself, except
     * {@code Cache-Control} and {@code Content-Security-Policy}: the others would be sent twice.
     */
    @SuppressWarnings("ReferenceEquality") // a handler may set the same header, but not this object
    public static void complete(HttpFields.Mutable headers) {
        boolean hasCacheControl = false;
        boolean hasPolicy = false;
        for (HttpField field : headers) { // one pass: each put would be another
            if (field == TYPE) {
                return;
            }
            hasCacheControl |= field.getHeader() == HttpHeader.CACHE_CONTROL;
            hasPolicy |= CONTENT_SECURITY_POLICY.equalsIgnoreCase(field.getName());
        }
        if (!hasCacheControl) {
            headers.add(PRIVATE);
        }
        headers.add(TYPE);
        headers.add(FRAME);
        headers.add(SCRIPT_FILTER);
        headers.add(REFERRER);
        if (!hasPolicy) {
            headers.add(POLICY);
        }
    }
}
