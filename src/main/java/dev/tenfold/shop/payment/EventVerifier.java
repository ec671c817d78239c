package dev.tenfold.shop.payment;

import dev.tenfold.messaging.webhook.SigningSecret;
import dev.tenfold.messaging.webhook.WebhookSignature;
import dev.tenfold.platform.failure.Failure.Forbidden;
import dev.tenfold.platform.failure.Failure.Unauthenticated;
import dev.tenfold.platform.failure.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Checks that an event comes from the payment provider (Standard Webhooks 1.0.0, "Verifying signatures"). */
@Component
class EventVerifier {

    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final Pattern ID = Pattern.compile("[\\x21-\\x7e]{1,255}");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");
    private static final int MOST_SIGNATURES = 10;

    private final List<SigningSecret> secrets;
    private final Clock clock;

    EventVerifier(PaymentProperties properties, Clock clock) {
        this.secrets = Stream.concat(Stream.ofNullable(properties.secret()), Stream.ofNullable(properties.previousSecret()))
                .map(SigningSecret::parse).toList();
        this.clock = clock;
    }

    /**
     * The id of an event that is signed.
     * @throws Forbidden when no secret is set
     * @throws Unauthenticated when a header is missing, the time is too far from now, or no signature is right
     */
    String verify(SignedEvent event) {
        if (secrets.isEmpty()) {
            throw new Forbidden(ProblemCode.PAYMENT_EVENTS_DISABLED,
                    "This service accepts no payment events, because TENFOLD_PAYMENT_SECRET is not set");
        }
        String id = event.id();
        Instant time = time(event.timestamp());
        String signatures = event.signatures();
        if (id == null || !ID.matcher(id).matches() || time == null || signatures == null) {
            throw refused("needs the headers webhook-id, webhook-timestamp and webhook-signature");
        }
        if (Duration.between(time, clock.instant()).abs().compareTo(TOLERANCE) > 0) {
            throw refused("has a webhook-timestamp that is more than 5 minutes from now");
        }
        String body = new String(event.body(), StandardCharsets.UTF_8);
        List<byte[]> right = secrets.stream().map(secret -> bytes(WebhookSignature.of(List.of(secret), id, time, body))).toList();
        boolean matches = Pattern.compile(" ").splitAsStream(signatures).limit(MOST_SIGNATURES).map(EventVerifier::bytes)
                .anyMatch(given -> right.stream().anyMatch(one -> MessageDigest.isEqual(one, given)));
        if (!matches) {
            throw refused("has no valid webhook-signature");
        }
        return id;
    }

    private static @Nullable Instant time(@Nullable String seconds) {
        return seconds == null || !SECONDS.matcher(seconds).matches() ? null : Instant.ofEpochSecond(Long.parseLong(seconds));
    }

    private static byte[] bytes(String signature) {
        return signature.getBytes(StandardCharsets.UTF_8);
    }

    private static Unauthenticated refused(String why) {
        return new Unauthenticated(ProblemCode.INVALID_SIGNATURE, "The event " + why);
    }
}
