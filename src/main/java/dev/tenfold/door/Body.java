package dev.tenfold.door;

import dev.tenfold.http.EntityTags;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * What an answer of 200 bears, as bytes, and beside them the same in gzip where that was made.
 *
 * @param tag its strong entity tag, with the quotes
 */
@SuppressWarnings("ArrayRecordComponent") // bytes that are written and never compared
record Body(String contentType, String tag, byte[] plain, byte @Nullable [] gzip) {

    private static final int WORTH_PACKING = 1_024;

    /** A body that is packed where that makes it shorter. */
    static Body packed(String contentType, String tag, byte[] plain) {
        return new Body(contentType, tag, plain, pack(plain));
    }

    private static byte @Nullable [] pack(byte[] plain) {
        if (plain.length < WORTH_PACKING) {
            return null;
        }
        var packed = new ByteArrayOutputStream(plain.length / 2);
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packed.size() < plain.length ? packed.toByteArray() : null;
    }

    int length() {
        return plain.length + (gzip == null ? 0 : gzip.length);
    }

    /** Writes the body in the form that the client takes, or that it has it already (RFC 9110, section 13.1.2). */
    void write(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] packed = gzip != null && Passable.takesGzip(request.getHeader(HttpHeaders.ACCEPT_ENCODING)) ? gzip : null;
        response.setHeader(HttpHeaders.ETAG, packed == null ? tag : EntityTags.gzip(tag));
        String ifNoneMatch = request.getHeader(HttpHeaders.IF_NONE_MATCH);
        if (ifNoneMatch != null && EntityTags.matches(ifNoneMatch, tag)) {
            response.setStatus(HttpStatus.NOT_MODIFIED.value());
            return;
        }
        byte[] bytes = packed == null ? plain : packed;
        if (packed != null) {
            response.setHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        response.setContentType(contentType);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
