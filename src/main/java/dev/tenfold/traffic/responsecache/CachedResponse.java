package dev.tenfold.traffic.responsecache;

import dev.tenfold.api.http.EntityTags;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * A response with status 200: its headers, its body as bytes, and the body in gzip if that is shorter. It is fresh while its source has
 * not changed. {@code Age} counts from the last check of the source after {@code s-maxage} had passed, so it stays true for caches
 * outside the service.
 */
final class CachedResponse {

    private static final Pattern S_MAXAGE = Pattern.compile("\\bs-maxage=(\\d{1,9})\\b");
    /** Headers that belong to one response or are written anew for each: they are not cached. */
    private static final Set<HttpHeader> NOT_KEPT = EnumSet.of(HttpHeader.DATE, HttpHeader.CONTENT_LENGTH, HttpHeader.ETAG,
            HttpHeader.CONNECTION, HttpHeader.AGE, HttpHeader.VARY, HttpHeader.TRANSFER_ENCODING);
    private static final Set<String> NOT_KEPT_NAMES = Set.of("X-Request-Id", "RateLimit", "RateLimit-Policy");
    private static final HttpField GZIP = new PreEncodedHttpField(HttpHeader.CONTENT_ENCODING, "gzip");
    private static final HttpField[] NONE = {};
    private static final int WORTH_PACKING = 1_024;
    private static final int OVERHEAD = 2_000; // bytes of headers and objects, an estimate

    private final String route;
    private final HttpField[] fields;
    private final String tag;
    private final HttpField tagField;
    private final HttpField gzipTagField;
    private final byte[] plain;
    private final byte @Nullable [] gzip;
    private final long freshNanos;
    private final @Nullable BooleanSupplier freshness;
    private volatile long seenAt = System.nanoTime();

    /**
     * @param route the route's pattern, for the access log
     * @param headers all headers of the response, with its entity tag
     * @param freshNanos how long a shared cache may treat it as fresh
     * @param freshness whether its source has not changed; null if the response is not cached
     * @param pack whether a client may ask for it in gzip
     */
    CachedResponse(String route, HttpFields headers, byte[] plain, long freshNanos, @Nullable BooleanSupplier freshness, boolean pack) {
        this.route = route;
        this.tag = String.valueOf(headers.get(HttpHeader.ETAG));
        this.tagField = new PreEncodedHttpField(HttpHeader.ETAG, tag);
        this.gzipTagField = new PreEncodedHttpField(HttpHeader.ETAG, EntityTags.gzip(tag));
        this.fields = freshness == null ? NONE
                : headers.stream().filter(CachedResponse::isKept).map(CachedResponse::encoded).toArray(HttpField[]::new);
        this.plain = plain;
        this.gzip = pack ? pack(plain) : null;
        this.freshNanos = freshNanos;
        this.freshness = freshness;
    }

    /** Seconds for which a shared cache may serve the response (RFC 9111, section 5.2.2.10); 0 if it must not. */
    static long freshFor(HttpFields headers) {
        String cacheControl = headers.get(HttpHeader.CACHE_CONTROL);
        if (cacheControl == null || !cacheControl.contains("public")) {
            return 0;
        }
        Matcher shared = S_MAXAGE.matcher(cacheControl);
        return shared.find() ? Long.parseLong(shared.group(1)) : 0;
    }

    String route() {
        return route;
    }

    /** Approximate size in bytes. */
    int weight() {
        return OVERHEAD + plain.length + (gzip == null ? 0 : gzip.length);
    }

    /** Whether its source has not changed. If its time has passed as well, the time starts again: a new response would be the same. */
    boolean isFresh() {
        if (freshness == null || !freshness.getAsBoolean()) {
            return false;
        }
        long now = System.nanoTime();
        if (now - seenAt >= freshNanos) {
            seenAt = now;
        }
        return true;
    }

    /** Writes the response from the cache, with its age (RFC 9111, section 5.1). */
    void write(Request request, Response response, Callback callback) {
        HttpFields.Mutable headers = response.getHeaders();
        for (HttpField field : fields) {
            headers.add(field);
        }
        headers.add(new HttpField.LongValueHttpField(HttpHeader.AGE, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - seenAt)));
        writeBody(request, response, callback);
    }

    /** Writes the response that has just been made: its headers are already set. */
    void writeFirst(Request request, Response response, Callback callback) {
        response.getHeaders().remove(HttpHeader.ETAG).remove(HttpHeader.CONTENT_LENGTH);
        writeBody(request, response, callback);
    }

    /** Writes the body in a coding that the client accepts, or 304 if the client already has it (RFC 9110, section 13.1.2). */
    private void writeBody(Request request, Response response, Callback callback) {
        byte[] packed = gzip != null && CacheableRequest.takesGzip(request.getHeaders().get(HttpHeader.ACCEPT_ENCODING)) ? gzip : null;
        HttpFields.Mutable headers = response.getHeaders();
        headers.add(packed == null ? tagField : gzipTagField);
        String condition = request.getHeaders().get(HttpHeader.IF_NONE_MATCH);
        if (condition != null && EntityTags.matches(condition, tag)) {
            headers.remove(HttpHeader.CONTENT_TYPE);
            response.setStatus(HttpStatus.NOT_MODIFIED_304);
            response.write(true, null, callback);
            return;
        }
        if (packed != null) {
            headers.add(GZIP);
        }
        response.setStatus(HttpStatus.OK_200);
        response.write(true, ByteBuffer.wrap(packed == null ? plain : packed), callback);
    }

    private static boolean isKept(HttpField field) {
        return field.getHeader() == null ? !NOT_KEPT_NAMES.contains(field.getName()) : !NOT_KEPT.contains(field.getHeader());
    }

    private static HttpField encoded(HttpField field) {
        return new PreEncodedHttpField(field.getHeader(), field.getName(), field.getValue());
    }

    private static byte @Nullable [] pack(byte[] plain) {
        if (plain.length < WORTH_PACKING) {
            return null;
        }
        var packed = new ByteArrayOutputStream(plain.length / 2);
        try (var stream = new GZIPOutputStream(packed)) {
            stream.write(plain);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packed.size() < plain.length ? packed.toByteArray() : null;
    }
}
