package dev.tenfold.jobs.job;

import java.nio.charset.StandardCharsets;
import org.springframework.boot.test.context.TestComponent;

/** A kind of job that makes a file of what it is told, or none. */
@TestComponent
class FileJob implements JobKind<FileJob.Payload> {

    record Payload(String text) {}

    @Override
    public String name() {
        return "filing";
    }

    @Override
    public Class<Payload> payload() {
        return Payload.class;
    }

    @Override
    public void run(Payload payload, JobRun run) {
        if (!payload.text().isEmpty()) {
            run.keep("text/csv", "notes.csv", out -> out.write(payload.text().getBytes(StandardCharsets.UTF_8)));
        }
    }
}
