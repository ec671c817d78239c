package dev.tenfold.jobs.job;

import dev.tenfold.platform.tracing.CurrentTrace;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;

/** Connects the queueing and the run of a job in one trace. The job's row stores the trace context in between. */
final class JobTraces {

    private JobTraces() {}

    static Observation asked(String kind, ObservationRegistry observations) {
        return Observation.createNotStarted("tenfold.job.enqueue", () -> {
            var context = new SenderContext<String>((_, _, _) -> {}, Kind.PRODUCER); // the job's row carries the trace context: see JobQueue
            context.setCarrier(kind);
            return context;
        }, observations).contextualName("ask for " + kind).lowCardinalityKeyValue("kind", kind);
    }

    static Observation attempt(Job job, ObservationRegistry observations) {
        return CurrentTrace.resume("tenfold.job.attempt", job.traceparent(), observations).contextualName("run " + job.kind())
                .lowCardinalityKeyValue("kind", job.kind()).highCardinalityKeyValue("job_id", job.id().toString());
    }
}
