package dev.tenfold.services;

import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/** A key that signs access tokens, made anew for each JVM: no test and no first run depends on a key that lies about. */
public final class SigningKey {

    private static final int BITS = 2048;
    private static final int LINE = 64;
    private static final Map<String, Object> PROPERTIES = Map.of("tenfold.auth.signing-key", pem());

    private SigningKey() {}

    public static Map<String, Object> properties() {
        return PROPERTIES;
    }

    private static String pem() {
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
