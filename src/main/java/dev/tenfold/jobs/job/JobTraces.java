package dev.tenfold.jobs.job;

import dev.tenfold.platform.tracing.CurrentTrace;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;

/** Being asked for and being run, as two parts of one trace: the row of the job carries it from one to the other. */
final class JobTraces {

    private JobTraces() {}

    static Observation asked(String kind, ObservationRegistry observations) {
        return Observation.createNotStarted("tenfold.job.enqueue", () -> {
            var context = new SenderContext<String>((_, _, _) -> {}, Kind.PRODUCER); // the job's row carries it: JobQueue
            context.setCarrier(kind);
            return context;
        }, observations).contextualName("ask for " + kind).lowCardinalityKeyValue("kind", kind);
    }

    static Observation attempt(Job job, ObservationRegistry observations) {
        return CurrentTrace.resume("tenfold.job.attempt", job.traceparent(), observations).contextualName("run " + job.kind())
                .lowCardinalityKeyValue("kind", job.kind()).highCardinalityKeyValue("job_id", job.id().toString());
    }
}
