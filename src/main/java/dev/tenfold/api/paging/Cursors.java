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
 * Cursors for keyset pagination, which clients cannot read or change. A cursor contains the sort keys of the last row of a page. It is
 * signed (HMAC-SHA-256, RFC 2104, cut to 128 bits) together with the list's scope, which is its filter and sort. So a cursor is valid
 * only for that list, and only this service can create one.
 */
@Component
public class Cursors {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SEAL_BYTES = 16;
    private static final String SEPARATOR = "\u0000";

    /** Initialized with the key. It is cloned for each use, which costs less than a provider lookup and a new initialization. */
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
     * The sort keys of the row before the page.
     * @param scope the list with its filter and sort, as one text
     * @param count how many sort keys there must be
     * @return the keys, or null if the client asks for the first page
     * @throws Malformed when the cursor was not created by this service, or for another scope
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
     * Creates the page from the rows that a query found.
     * @param rows one more than the page has if there is a next page
     * @param keys the sort keys of a row, which must not contain U+0000
     * @param total counts the rows; called only if the client asks for the total
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
        } catch (CloneNotSupportedException impossible) { // the JDK's implementation can be cloned
            throw new IllegalStateException(impossible);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Accepts only what {@link #encode} writes: the decoder would ignore the unused bits of the last character. */
    private static byte[] decode(String cursor) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            if (encode(bytes).equals(cursor)) {
                return bytes;
            }
        } catch (IllegalArgumentException notBase64) {
            // handled below
        }
        throw invalid();
    }

    private static Malformed invalid() {
        return new Malformed(ProblemCode.INVALID_CURSOR, "The cursor does not belong to this list with this filter and sort");
    }
}
