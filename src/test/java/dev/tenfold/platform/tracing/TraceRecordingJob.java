package dev.tenfold.platform.tracing;

import dev.tenfold.jobs.job.JobKind;
import dev.tenfold.jobs.job.JobRun;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.MDC;
import org.springframework.boot.test.context.TestComponent;

/** A kind of job that records the trace in which it ran. */
@TestComponent
class TraceRecordingJob implements JobKind<TraceRecordingJob.Payload> {

    record Payload(String name) {}

    final Queue<String> traces = new ConcurrentLinkedQueue<>();

    @Override
    public String name() {
        return "noted";
    }

    @Override
    public Class<Payload> payload() {
        return Payload.class;
    }

    @Override
    public void run(Payload payload, JobRun run) {
        traces.add(String.valueOf(MDC.get("trace_id")));
        run.progress(1, 2);
    }
}
