package dev.tenfold.messaging.webhook;

import dev.tenfold.platform.failure.Failure.Conflict;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.platform.id.Digests;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Encrypts the secrets of webhooks for the database (AES-256-GCM, NIST SP 800-38D, bound to their webhook). Without a key there are no new
 * secrets. Earlier releases stored them in plain: those stay readable, and {@link PlainSecrets} encrypts them.
 */
@Component
class SecretEncryptor {

    static final byte PLAIN = 0;
    private static final byte ENCRYPTED = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final @Nullable SecretKeySpec key;

    SecretEncryptor(SigningSecretProperties properties) {
        String text = properties.key();
        this.key = text == null ? null : new SecretKeySpec(Digests.sha256("tenfold webhook secrets " + text), "AES");
    }

    boolean hasKey() {
        return key != null;
    }

    /** @throws Conflict when there is no key */
    byte[] encrypt(UUID webhook, SigningSecret secret) {
        if (key == null) {
            throw new Conflict(ProblemCode.WEBHOOK_KEY_MISSING, "TENFOLD_WEBHOOK_SECRET_KEY is not set");
        }
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] encrypted = apply(Cipher.ENCRYPT_MODE, key, nonce, webhook, secret.bytes());
        return ByteBuffer.allocate(1 + NONCE_BYTES + encrypted.length).put(ENCRYPTED).put(nonce).put(encrypted).array();
    }

    /** @throws IllegalStateException when it was encrypted with a key that this process does not have */
    SigningSecret decrypt(UUID webhook, byte[] locked) {
        byte[] rest = Arrays.copyOfRange(locked, 1, locked.length);
        if (locked[0] == PLAIN) {
            return new SigningSecret(rest);
        }
        if (key == null) {
            throw new IllegalStateException("the secret is encrypted, and TENFOLD_WEBHOOK_SECRET_KEY is not set");
        }
        return new SigningSecret(apply(Cipher.DECRYPT_MODE, key, Arrays.copyOf(rest, NONCE_BYTES), webhook,
                Arrays.copyOfRange(rest, NONCE_BYTES, rest.length)));
    }

    private static byte[] apply(int mode, SecretKeySpec key, byte[] nonce, UUID webhook, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(Digests.sha256(webhook.toString()));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException wrong) {
            throw new IllegalStateException("the secret is encrypted with another TENFOLD_WEBHOOK_SECRET_KEY than this process has",
                    wrong);
        }
    }
}
