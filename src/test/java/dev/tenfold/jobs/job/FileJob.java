package dev.tenfold.jobs.job;

import java.nio.charset.StandardCharsets;
import org.springframework.boot.test.context.TestComponent;

/** A kind of job that writes a given text to a file, or writes no file. */
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
            run.storeResult("text/csv", "notes.csv", out -> out.write(payload.text().getBytes(StandardCharsets.UTF_8)));
        }
    }
}
