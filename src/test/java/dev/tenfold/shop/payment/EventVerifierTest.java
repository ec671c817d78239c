package dev.tenfold.shop.payment;

import dev.tenfold.platform.failure.Failure.Unauthenticated;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The examples that the libraries of Standard Webhooks are tested with. */
class EventVerifierTest {

    @Test
    void theExamplesOfStandardWebhooksHold() throws IOException {
        JsonNode examples = new JsonMapper().readTree(Files.readString(Path.of("src/test/resources/cases/webhooks/vectors.json")));
        byte[] body = examples.path("payload").asString().getBytes(StandardCharsets.UTF_8);
        assertThat(examples.path("verify")).hasSize(8).allSatisfy(example -> {
            JsonNode signature = example.path("signature");
            var event = new SignedEvent(examples.path("webhook-id").asString(), examples.path("webhook-timestamp").asString(),
                    signature.isNull() ? null : signature.asString(), body);
            EventVerifier verifier = verifier(examples.path("secret").asString(), example.path("at").asLong());
            if (example.path("valid").asBoolean()) {
                assertThat(verifier.verify(event)).isEqualTo(event.id());
            } else {
                assertThatExceptionOfType(Unauthenticated.class).isThrownBy(() -> verifier.verify(event));
            }
        });
    }

    private static EventVerifier verifier(String secret, long now) {
        return new EventVerifier(new PaymentProperties(secret, null, Duration.ofDays(90), Duration.ofMinutes(1)),
                Clock.fixed(Instant.ofEpochSecond(now), ZoneOffset.UTC));
    }
}
