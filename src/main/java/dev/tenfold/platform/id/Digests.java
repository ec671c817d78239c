package dev.tenfold.platform.id;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/** SHA-256 digests (FIPS 180-4). */
public final class Digests {

    private static final int SHORT_BYTES = 16;

    private Digests() {}

    /** The 32 bytes of the digest of a text in UTF-8. */
    public static byte[] sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The 32 bytes of the digest. */
    public static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The first 128 bits of the digest, as 22 characters that are safe in a URL. */
    public static String text(String text) {
        return text(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Like {@link #text(String)}, for bytes. */
    public static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(sha256(bytes), SHORT_BYTES));
    }
}
