package dev.tenfold.platform.id;

import java.security.SecureRandom;
import java.util.Base64;

/** Secret tokens for clients: 32 random bytes, in Base64url. A fast hash of one is safe to store, because random bytes cannot be guessed. */
public final class RandomTokens {

    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomTokens() {}

    public static String next() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
