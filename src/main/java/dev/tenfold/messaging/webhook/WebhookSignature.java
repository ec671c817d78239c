package dev.tenfold.messaging.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature of requests (Standard Webhooks 1.0.0, "Signature scheme"): HMAC-SHA-256 of the id, the time and the body, with each
 * secret.
 */
public final class WebhookSignature {

    private static final String ALGORITHM = "HmacSHA256";

    private WebhookSignature() {}

    /** The value of {@code webhook-signature}: one signature for each secret, separated by spaces. */
    public static String of(List<SigningSecret> secrets, String id, Instant time, String body) {
        byte[] content = (id + "." + time.getEpochSecond() + "." + body).getBytes(StandardCharsets.UTF_8);
        return secrets.stream().map(secret -> "v1," + Base64.getEncoder().encodeToString(sign(secret, content)))
                .collect(Collectors.joining(" "));
    }

    private static byte[] sign(SigningSecret secret, byte[] content) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.bytes(), ALGORITHM));
            return mac.doFinal(content);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
