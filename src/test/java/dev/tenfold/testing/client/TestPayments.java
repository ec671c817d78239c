package dev.tenfold.testing.client;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs events of the payment provider. */
public final class TestPayments {

    public static final String EVENTS = "/api/v1/payments/events";
    /** The secret that the services of tests have. */
    public static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";

    private TestPayments() {}

    /** A client that sends the headers of a new event with this body. */
    public static ApiClient signed(ApiClient api, String body) {
        String id = "msg_" + UUID.randomUUID();
        String now = Long.toString(Instant.now().getEpochSecond());
        return api.with("webhook-id", id).with("webhook-timestamp", now).with("webhook-signature", sign(SECRET, id, now, body));
    }

    /** As Standard Webhooks 1.0.0 says it, without the code of the service. */
    public static String sign(String secret, String id, String time, String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
            return "v1," + Base64.getEncoder()
                    .encodeToString(mac.doFinal((id + "." + time + "." + body).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
