package dev.tenfold.messaging.webhook;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * A secret that requests to a webhook are signed with: 32 random bytes (Standard Webhooks 1.0.0, "Signature scheme", asks for 24 to 64).
 */
@SuppressWarnings("ArrayRecordComponent") // a key
public record SigningSecret(byte[] bytes) {

    private static final int BYTES = 32;
    private static final String PREFIX = "whsec_";
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new secret. */
    public static SigningSecret random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new SigningSecret(bytes);
    }

    /** @throws IllegalArgumentException when the text is not {@code whsec_} and a Base64 form */
    public static SigningSecret parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw new IllegalArgumentException("a secret starts with " + PREFIX);
        }
        return new SigningSecret(Base64.getDecoder().decode(text.substring(PREFIX.length())));
    }

    /** The text that the receiver gets. */
    public String text() {
        return PREFIX + Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return PREFIX + "...";
    }
}
