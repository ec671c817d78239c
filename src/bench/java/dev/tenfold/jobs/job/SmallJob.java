package dev.tenfold.jobs.job;

import org.springframework.boot.test.context.TestComponent;

/** A kind of job that does nothing, so that all that is measured is the queue. */
@TestComponent
class SmallJob implements JobKind<SmallJob.Payload> {

    record Payload(int number) {}

    @Override
    public String name() {
        return "small";
    }

    @Override
    public Class<Payload> payload() {
        return Payload.class;
    }

    @Override
    public void run(Payload payload, JobRun run) {
        // nothing
    }
}
