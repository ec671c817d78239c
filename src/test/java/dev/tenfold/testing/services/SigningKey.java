package dev.tenfold.testing.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/**
 * A key that signs access tokens of tests and first runs. Each user of a machine has one, so there is none in the repository. It is kept,
 * because creating one takes a new JVM seconds.
 */
public final class SigningKey {

    private static final int BITS = 2048;
    private static final int LINE = 64;
    private static final String FILE = "pkcs8.pem";

    private SigningKey() {}

    /** The service's settings that sign with it. */
    public static Map<String, Object> properties() {
        Path folder = ServerFolders.getOrCreate("signing-key", empty -> Files.writeString(empty.resolve(FILE), newPem()));
        try {
            return Map.of("tenfold.auth.signing-key", Files.readString(folder.resolve(FILE)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
