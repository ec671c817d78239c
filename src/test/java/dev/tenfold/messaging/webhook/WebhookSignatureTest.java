package dev.tenfold.messaging.webhook;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WebhookSignatureTest {

    private static final SigningSecret KNOWN = new SigningSecret(Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));

    /** The example that the libraries of Standard Webhooks are tested with. */
    @Test
    void itIsTheSignatureOfStandardWebhooks() {
        assertThat(KNOWN.text()).isEqualTo("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        assertThat(WebhookSignature.of(List.of(KNOWN), "msg_p5jXN8AQM9LWM0D4loKWxJek", Instant.ofEpochSecond(1_614_265_330),
                "{\"test\": 2432232314}")).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void thereIsOneSignatureForEachSecret() {
        Instant now = Instant.ofEpochSecond(1);
        SigningSecret other = SigningSecret.random();
        assertThat(WebhookSignature.of(List.of(other, KNOWN), "a", now, "b"))
                .isEqualTo(WebhookSignature.of(List.of(other), "a", now, "b") + " " + WebhookSignature.of(List.of(KNOWN), "a", now, "b"));
    }

    @Test
    void aSecretIsNotInItsToString() {
        SigningSecret secret = SigningSecret.random();
        assertThat(secret.toString()).doesNotContain(secret.text().substring(6));
        assertThat(secret.bytes()).hasSize(32);
        assertThat(SigningSecret.random().text()).isNotEqualTo(secret.text());
    }
}
