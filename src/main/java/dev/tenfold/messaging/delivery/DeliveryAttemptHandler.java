package dev.tenfold.messaging.delivery;

import dev.tenfold.messaging.outbound.OutboundClient;
import dev.tenfold.messaging.outbound.OutboundResponse;
import dev.tenfold.messaging.webhook.SigningSecret;
import dev.tenfold.messaging.webhook.SigningSecrets;
import dev.tenfold.messaging.webhook.WebhookSignature;
import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import dev.tenfold.platform.tracing.CurrentTrace;
import io.micrometer.observation.ObservationRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;

/** Makes one attempt, then decides whether the delivery is tried again and whether the webhook stays enabled. */
@Component
@OnRole(ProcessRole.WORKER)
class DeliveryAttemptHandler {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryAttemptHandler.class);
    private static final String CONTENT_TYPE = "application/cloudevents+json";
    private static final int GONE = 410;
    private static final double CHANCE = 0.1; // the random part of a pause

    private final AttemptRepository attempts;
    private final OutboundClient sender;
    private final SigningSecrets secrets;
    private final DeliveryMetrics metrics;
    private final Clock clock;
    private final DeliveryProperties properties;
    private final ObservationRegistry observations;
    private final CurrentTrace trace;

    DeliveryAttemptHandler(AttemptRepository attempts, OutboundClient sender, SigningSecrets secrets, DeliveryMetrics metrics, Clock clock,
            DeliveryProperties properties, ObservationRegistry observations, CurrentTrace trace) {
        this.attempts = attempts;
        this.sender = sender;
        this.secrets = secrets;
        this.metrics = metrics;
        this.clock = clock;
        this.properties = properties;
        this.observations = observations;
        this.trace = trace;
    }

    void make(DeliveryAttempt attempt) {
        try (var _ = MDC.putCloseable(CurrentTrace.TRACEPARENT, attempt.traceparent())) {
            CurrentTrace.resume("tenfold.webhook.attempt", attempt.traceparent(), observations)
                    .contextualName("deliver " + attempt.eventType())
                    .highCardinalityKeyValue("delivery_id", attempt.id().toString()).observe(() -> attempt(attempt));
        }
    }

    private void attempt(DeliveryAttempt attempt) {
        OutboundResponse response = send(attempt);
        if (response.isSuccess()) {
            count(attempt, response, attempts.succeeded(attempt, response), "succeeded");
            return;
        }
        Duration pause = isGone(response) ? null : pause(attempt.step(), response.retryAfter());
        boolean isCurrent = attempts.failed(attempt, response, pause);
        count(attempt, response, isCurrent, pause == null ? "failed" : "retried");
        if (isCurrent) {
            disableIfFailing(attempt, response);
        }
    }

    private void count(DeliveryAttempt attempt, OutboundResponse response, boolean isCurrent, String outcome) {
        if (isCurrent) {
            metrics.attempted(outcome, response.took());
        } else {
            LOG.info("The result of attempt {} at delivery {} is not used: another attempt has begun", attempt.number(), attempt.id());
        }
    }

    /**
     * Sends the request.
     * @throws IllegalStateException when this worker cannot decrypt the secrets: no failure of the receiver, another worker may have the key
     */
    private OutboundResponse send(DeliveryAttempt attempt) {
        List<SigningSecret> keys = secrets.open(attempt.webhook().value(), attempt.secrets());
        String id = attempt.eventId().toString();
        Instant time = clock.instant();
        Map<String, String> headers = new HashMap<>(Map.of("webhook-id", id, "webhook-timestamp", Long.toString(time.getEpochSecond()),
                "webhook-signature", WebhookSignature.of(keys, id, time, attempt.body())));
        String current = trace.traceparent();
        if (current != null) {
            headers.put(CurrentTrace.TRACEPARENT, current);
        }
        return sender.post(URI.create(attempt.url()), headers, CONTENT_TYPE, attempt.body());
    }

    /** The pause after this many failures before this one, but not shorter than the receiver's {@code Retry-After}; null for no retry. */
    private @Nullable Duration pause(int failures, @Nullable Duration asked) {
        if (failures >= properties.retryDelays().size()) {
            return null;
        }
        Duration delay = properties.retryDelays().get(failures);
        Duration pause = asked != null && asked.compareTo(delay) > 0 ? asked : delay;
        return Duration.ofMillis(Math.round(pause.toMillis() * (1 + ThreadLocalRandom.current().nextDouble(CHANCE))));
    }

    /**
     * Disables the webhook if its receiver answers 410 Gone (Standard Webhooks 1.0.0), or if all attempts have failed for a long time.
     */
    private void disableIfFailing(DeliveryAttempt attempt, OutboundResponse response) {
        Duration failingFor = isGone(response) ? Duration.ZERO : properties.disableAfter();
        String reason = isGone(response) ? "The receiver answered 410: it is gone"
                : "Every attempt since " + clock.instant().minus(failingFor).truncatedTo(ChronoUnit.SECONDS)
                        + " or longer failed, at last so: " + response.error();
        if (attempts.disable(attempt.webhook(), reason, failingFor)) {
            metrics.disabled();
            LOG.warn("Webhook {} is now disabled. {}", attempt.webhook(), reason);
        }
    }

    private static boolean isGone(OutboundResponse response) {
        Integer status = response.status();
        return status != null && status == GONE;
    }
}
