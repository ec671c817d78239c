package dev.tenfold.api.paging;

import dev.tenfold.platform.failure.Failure.Malformed;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.platform.id.Digests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Opaque cursors for keyset pagination. A cursor bears the sort keys of the last row of a page and a seal (HMAC-SHA-256, RFC 2104, cut to
 * 128 bits) over them and over the list's scope, that is its filter and sort; so it opens for that list only, and only we can make one.
 */
@Component
public class Cursors {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SEAL_BYTES = 16;
    private static final String SEPARATOR = "\u0000";

    /** With the key in it; to be cloned, which costs less than to look for a provider and to give it the key. */
    private final Mac keyed;

    Cursors(PagingProperties properties) {
        try {
            keyed = Mac.getInstance(ALGORITHM);
            keyed.init(new SecretKeySpec(Digests.sha256("tenfold cursor " + properties.cursorKey()), ALGORITHM));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /**
     * The sort keys of the row that the page follows.
     *
     * @param scope the list, its filter and its sort, in one text
     * @param count how many sort keys there must be
     * @return the keys, or null where the client asks for the first page
     * @throws Malformed when the cursor is not one of ours, or of another scope
     */
    public @Nullable List<String> open(String scope, Paging paging, int count) {
        if (paging.cursor() == null) {
            return null;
        }
        byte[] bytes = decode(paging.cursor());
        if (bytes.length < SEAL_BYTES) {
            throw invalid();
        }
        byte[] payload = Arrays.copyOfRange(bytes, SEAL_BYTES, bytes.length);
        if (!MessageDigest.isEqual(Arrays.copyOf(bytes, SEAL_BYTES), seal(scope, payload))) {
            throw invalid();
        }
        List<String> keys = List.of(new String(payload, StandardCharsets.UTF_8).split(SEPARATOR, -1));
        if (keys.size() != count) {
            throw invalid();
        }
        return keys;
    }

    /**
     * The page that a query found.
     *
     * @param rows one more than the page has where there are more pages
     * @param keys the sort keys of a row, without U+0000 in them
     * @param total counts the rows, called only where the client asks
     */
    public <T> Page<T> page(String scope, Paging paging, List<T> rows, Function<T, List<String>> keys, IntSupplier total) {
        boolean more = rows.size() > paging.rows();
        List<T> data = more ? rows.subList(0, paging.rows()) : rows;
        String next = more ? make(scope, keys.apply(data.getLast())) : null;
        return new Page<>(List.copyOf(data), next, paging.wantsTotal() ? total.getAsInt() : null);
    }

    private String make(String scope, List<String> keys) {
        byte[] payload = String.join(SEPARATOR, keys).getBytes(StandardCharsets.UTF_8);
        byte[] sealed = ByteBuffer.allocate(SEAL_BYTES + payload.length).put(seal(scope, payload)).put(payload).array();
        return encode(sealed);
    }

    private byte[] seal(String scope, byte[] payload) {
        try {
            Mac mac = (Mac) keyed.clone();
            mac.update(Digests.sha256(scope));
            return Arrays.copyOf(mac.doFinal(payload), SEAL_BYTES);
        } catch (CloneNotSupportedException impossible) { // the platform's own can be cloned
            throw new IllegalStateException(impossible);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Takes only what {@link #encode} makes: the decoder alone would let the last character's spare bits be anything. */
    private static byte[] decode(String cursor) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            if (encode(bytes).equals(cursor)) {
                return bytes;
            }
        } catch (IllegalArgumentException notBase64) {
            // answered below
        }
        throw invalid();
    }

    private static Malformed invalid() {
        return new Malformed(ProblemCode.INVALID_CURSOR, "The cursor is not one of this list with this filter and sort");
    }
}
