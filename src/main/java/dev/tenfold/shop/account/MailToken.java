package dev.tenfold.shop.account;

import java.security.SecureRandom;
import java.util.Base64;

/** The token in the link of a mail: 32 random bytes, in Base64url. It is stored as its SHA-256, since nobody can guess so many bytes. */
final class MailToken {

    static final int MAX_LENGTH = 200;

    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private MailToken() {}

    static String random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
