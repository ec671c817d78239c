package dev.tenfold.delivery;

import dev.tenfold.trace.CurrentTrace;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;

/** Attempts as parts of the trace in which their event happened: its row carries it there. */
final class DeliveryTraces {

    private DeliveryTraces() {}

    static Observation attempt(Attempt attempt, ObservationRegistry observations) {
        return Observation.createNotStarted("tenfold.webhook.attempt", () -> {
            var context = new ReceiverContext<Attempt>((it, name) -> CurrentTrace.TRACEPARENT.equals(name) ? it.traceparent() : null,
                    Kind.CONSUMER);
            context.setCarrier(attempt);
            return context;
        }, observations).contextualName("deliver " + attempt.eventType()).highCardinalityKeyValue("delivery_id", attempt.id().toString());
    }
}
