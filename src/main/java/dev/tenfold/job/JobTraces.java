package dev.tenfold.job;

import dev.tenfold.trace.CurrentTrace;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import java.util.Map;

/** Being asked for and being run, as two parts of one trace: the row of the job carries it from one to the other. */
final class JobTraces {

    private JobTraces() {}

    /** @param headers where the trace is put, if there is one */
    static Observation asked(String kind, Map<String, String> headers, ObservationRegistry observations) {
        return Observation.createNotStarted("tenfold.job.asked", () -> {
            var context = new SenderContext<Map<String, String>>((carrier, name, value) -> {
                if (carrier != null) {
                    carrier.put(name, value);
                }
            }, Kind.PRODUCER);
            context.setCarrier(headers);
            return context;
        }, observations).contextualName("ask for " + kind).lowCardinalityKeyValue("kind", kind);
    }

    static Observation attempt(Job job, ObservationRegistry observations) {
        return Observation.createNotStarted("tenfold.job.attempt", () -> {
            var context =
                    new ReceiverContext<Job>((it, name) -> CurrentTrace.TRACEPARENT.equals(name) ? it.traceparent() : null, Kind.CONSUMER);
            context.setCarrier(job);
            return context;
        }, observations).contextualName("run " + job.kind()).lowCardinalityKeyValue("kind", job.kind())
                .highCardinalityKeyValue("job_id", job.id().toString());
    }
}
