package dev.tenfold.testing.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/**
 * The key that signs access tokens of tests and first runs, and the key that encrypts the secrets of their webhooks. Each user of a machine
 * has them, so there are none in the repository. They are kept, because creating a signing key takes a new JVM seconds.
 */
public final class SigningKey {

    private static final int BITS = 2048;
    private static final int LINE = 64;
    private static final String FILE = "pkcs8.pem";
    private static final String WEBHOOKS = "key.txt";
    private static final int SECRET_BYTES = 24;

    private SigningKey() {}

    /** The service's settings that sign and encrypt with them. */
    public static Map<String, Object> properties() {
        Path signing = ServerFolders.getOrCreate("signing-key", empty -> Files.writeString(empty.resolve(FILE), newPem()));
        Path webhooks = ServerFolders.getOrCreate("webhook-key", empty -> Files.writeString(empty.resolve(WEBHOOKS), newSecret()));
        try {
            return Map.of("tenfold.auth.signing-key", Files.readString(signing.resolve(FILE)), "tenfold.webhook.secret.key",
                    Files.readString(webhooks.resolve(WEBHOOKS)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String newSecret() {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return HexFormat.of().formatHex(secret);
    }

    private static String newPem() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            byte[] pkcs8 = generator.generateKeyPair().getPrivate().getEncoded();
            String body = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(pkcs8);
            return "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has RSA", e);
        }
    }
}
