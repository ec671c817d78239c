package dev.tenfold.jobs.job;

import dev.tenfold.api.request.RequestId;
import dev.tenfold.platform.tracing.CurrentRequest;
import dev.tenfold.platform.tracing.CurrentTrace;
import dev.tenfold.security.identity.UserId;
import io.micrometer.observation.ObservationRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.json.JsonMapper;

/** Queues jobs. */
@Component
public class JobQueue {

    private final JobRepository jobs;
    private final JsonMapper json;
    private final Clock clock;
    private final ObservationRegistry observations;
    private final CurrentTrace trace;

    JobQueue(JobRepository jobs, JsonMapper json, Clock clock, ObservationRegistry observations, CurrentTrace trace) {
        this.jobs = jobs;
        this.json = json;
        this.clock = clock;
        this.observations = observations;
        this.trace = trace;
    }

    /**
     * Queues a job in the current transaction: it runs only if that commits.
     * @param queuedBy the user who may see it, as admins may; null if nobody is signed in
     */
    public <P> JobId add(JobKind<P> kind, P payload, @Nullable UserId queuedBy) {
        JobId id = JobId.next();
        add(id, kind, payload, queuedBy);
        return id;
    }

    /** Like {@link #add(JobKind, Object, UserId)}, for a job whose id is already known because its input file is stored under it. */
    public <P> void add(JobId id, JobKind<P> kind, P payload, @Nullable UserId queuedBy) {
        add(id, kind, null, payload, queuedBy);
    }

    /** @param key what the job is the only one of its kind for, or null */
    <P> void add(JobId id, JobKind<P> kind, @Nullable String key, P payload, @Nullable UserId queuedBy) {
        needTransaction();
        JobTraces.asked(kind.name(), observations).observe(() -> write(id, kind, key, payload, queuedBy));
    }

    /**
     * A request for a job, one of several.
     * @param id chosen by the caller, the same in every repetition of the request
     * @param traceparent the trace that it belongs to, if known
     */
    public record JobRequest<P>(JobId id, P payload, UserId queuedBy, @Nullable String traceparent) {}

    /**
     * Queues jobs of one kind by one statement, in a transaction that Spring does not manage. A job that was queued before is left
     * unchanged. A job of a deleted user is skipped.
     */
    public <P> void addAll(JdbcClient transaction, JobKind<P> kind, List<JobRequest<P>> asked) {
        if (!asked.isEmpty()) {
            JobRepository.addAll(transaction, kind.name(), asked, payload -> json.writeValueAsString(payload), clock.instant());
        }
    }

    private <P> void write(JobId id, JobKind<P> kind, @Nullable String key, P payload, @Nullable UserId queuedBy) {
        HttpServletRequest request = CurrentRequest.get();
        jobs.add(new Job(id, kind.name(), JobStatus.QUEUED, 0, queuedBy, json.writeValueAsString(payload), 0, 0, null, null,
                request == null ? null : RequestId.of(request), trace.traceparent(), clock.instant(), null, null), key);
        schedule(id, kind.name());
    }

    /** Hands the job to the scheduler, in the current transaction. */
    void schedule(JobId id, String kind) {
        needTransaction();
        jobs.schedule(id, kind);
    }

    private static void needTransaction() {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("A job must be queued in a transaction, and there is none");
        }
    }
}
