package dev.tenfold.jobs.job;

import dev.tenfold.platform.failure.Failure.Unavailable;
import dev.tenfold.platform.failure.ProblemCode;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.MDC;
import org.springframework.boot.test.context.TestComponent;

/** A kind of job that fails as often as a test asks for, and records each attempt. */
@TestComponent
class TestJob implements JobKind<TestJob.Payload> {

    /**
     * @param failures how many attempts fail before one succeeds
     * @param failureType how they fail
     */
    record Payload(String name, int failures, FailureType failureType) {

        Payload(String name, int failures) {
            this(name, failures, FailureType.UNEXPECTED);
        }
    }

    enum FailureType {
        UNEXPECTED, OUTAGE, PERMANENT;

        RuntimeException failure(String text) {
            return switch (this) {
                case UNEXPECTED -> new IllegalStateException(text);
                case OUTAGE -> new Unavailable(ProblemCode.DEPENDENCY_UNAVAILABLE, "The tea pot does not answer", Duration.ofSeconds(1));
                case PERMANENT -> new PermanentFailure("The tea pot refused the tea", new IllegalStateException(text));
            };
        }
    }

    final Map<String, AtomicInteger> attempts = new ConcurrentHashMap<>();
    final Queue<String> requests = new ConcurrentLinkedQueue<>();

    @Override
    public String name() {
        return "chore";
    }

    @Override
    public Class<Payload> payload() {
        return Payload.class;
    }

    @Override
    public void run(Payload payload, JobRun run) {
        requests.add(String.valueOf(MDC.get("request_id")));
        int attempt = attempts.computeIfAbsent(payload.name(), _ -> new AtomicInteger()).incrementAndGet();
        run.progress(1, 2);
        if (attempt <= payload.failures()) {
            throw payload.failureType().failure("attempt " + attempt + " of " + payload.name() + " must fail");
        }
    }
}
