package dev.tenfold.door;

import dev.tenfold.cache.Standing;
import dev.tenfold.http.EntityTags;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * An answer of 200 as it leaves: its headers, its bytes, and beside them the same in gzip where that is shorter.
 *
 * @param route the pattern of its route, for the access log
 * @param whole the timer of answers of 200 on this route
 * @param unchanged the timer of answers of 304
 * @param tag its strong entity tag, with the quotes
 * @param keptAt in the nanoseconds of {@link System#nanoTime}
 * @param freshFor nanoseconds
 * @param standing whether what it was made of still stands
 */
@SuppressWarnings("ArrayRecordComponent") // bytes that are written and never compared
record KeptAnswer(String route, Timer whole, Timer unchanged, List<Field> fields, String contentType, String tag, byte[] body,
        byte @Nullable [] gzip, long keptAt,
        long freshFor, Standing standing) {

    private static final int WORTH_PACKING = 1_024;
    private static final int OVERHEAD = 1_000; // bytes of headers and objects, measured roughly

    record Field(String name, String value) {}

    static byte @Nullable [] pack(byte[] body) {
        if (body.length < WORTH_PACKING) {
            return null;
        }
        var packed = new ByteArrayOutputStream(body.length / 2);
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(body);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packed.size() < body.length ? packed.toByteArray() : null;
    }

    int weight() {
        return OVERHEAD + body.length + (gzip == null ? 0 : gzip.length);
    }

    Timer timer(int status) {
        return status == HttpStatus.OK.value() ? whole : unchanged;
    }

    boolean isUsable() {
        return System.nanoTime() - keptAt < freshFor && standing.stands();
    }

    /** Writes the head, which a handler has not. */
    void writeHead(HttpServletResponse response) {
        for (Field field : fields) {
            response.setHeader(field.name(), field.value());
        }
        response.setHeader(HttpHeaders.AGE, Long.toString(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - keptAt)));
    }

    /** Writes the rest: the body, or that the client has it already (RFC 9110, section 13.1.2). */
    void write(@Nullable String acceptEncoding, @Nullable String ifNoneMatch, HttpServletResponse response) throws IOException {
        byte[] packed = gzip != null && Passable.takesGzip(acceptEncoding) ? gzip : null;
        response.setHeader(HttpHeaders.ETAG, packed == null ? tag : EntityTags.gzip(tag));
        if (ifNoneMatch != null && EntityTags.matches(ifNoneMatch, tag)) {
            response.setStatus(HttpStatus.NOT_MODIFIED.value());
            return;
        }
        byte[] bytes = packed == null ? body : packed;
        if (packed != null) {
            response.setHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        response.setContentType(contentType);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
