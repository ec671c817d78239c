package dev.tenfold.jobs.job;

import java.util.concurrent.locks.LockSupport;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.TestComponent;

/** A kind of job that never ends in a process with a certain setting. */
@TestComponent
class HangingJob implements JobKind<HangingJob.Payload> {

    record Payload(String name) {}

    private final boolean hangs;

    HangingJob(@Value("${test.hangs:false}") boolean hangs) {
        this.hangs = hangs;
    }

    @Override
    public String name() {
        return "hanging";
    }

    @Override
    public Class<Payload> payload() {
        return Payload.class;
    }

    @Override
    public void run(Payload payload, JobRun run) {
        while (hangs && !Thread.currentThread().isInterrupted()) {
            LockSupport.park();
        }
        if (hangs) {
            throw new IllegalStateException("interrupted");
        }
    }
}
