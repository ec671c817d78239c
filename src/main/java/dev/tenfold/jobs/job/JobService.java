package dev.tenfold.jobs.job;

import dev.tenfold.api.audit.AuditKind;
import dev.tenfold.api.audit.AuditLog;
import dev.tenfold.api.paging.Cursors;
import dev.tenfold.api.paging.Page;
import dev.tenfold.api.paging.Paging;
import dev.tenfold.jobs.storage.FileStore;
import dev.tenfold.jobs.storage.StoredFile;
import dev.tenfold.platform.failure.Failure.Conflict;
import dev.tenfold.platform.failure.Failure.NotFound;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.security.identity.Caller;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;

/** Reads jobs, and queues failed jobs again. */
@Service
public class JobService {

    /** How often it tries to queue all failed jobs again. */
    private static final int ATTEMPTS = 2;

    private final JobRepository jobs;
    private final FailedJobRepository failed;
    private final JobQueue queue;
    private final FileStore files;
    private final Transactions transactions;
    private final Cursors cursors;
    private final AuditLog audit;

    JobService(JobRepository jobs, FailedJobRepository failed, JobQueue queue, FileStore files, Transactions transactions,
            Cursors cursors, AuditLog audit) {
        this.jobs = jobs;
        this.failed = failed;
        this.queue = queue;
        this.files = files;
        this.transactions = transactions;
        this.cursors = cursors;
        this.audit = audit;
    }

    /** @throws NotFound when there is no such job, or another user queued it */
    public Job get(Caller caller, JobId id) {
        return jobs.find(id).filter(job -> caller.maySee(job.queuedBy()))
                .orElseThrow(() -> new NotFound("There is no such job"));
    }

    /** @throws NotFound when there is no such job, another user queued it, or it has no result file */
    ResultFile result(Caller caller, JobId id) {
        JobResult result = get(caller, id).result();
        if (result == null) {
            throw noFile();
        }
        return new ResultFile(result, files.open(result.file()).orElseThrow(JobService::noFile));
    }

    private static NotFound noFile() {
        return new NotFound("This job has no result file");
    }

    /** An open result file and its description. */
    record ResultFile(JobResult description, StoredFile content) {}

    /** The jobs of all users, the newest first. */
    Page<Job> list(@Nullable JobStatus status, Paging paging) {
        String scope = String.join("\u0000", "jobs", String.valueOf(status));
        List<String> after = cursors.open(scope, paging, 1);
        List<Job> rows = jobs.list(status, after == null ? null : UUID.fromString(after.getFirst()), paging.rows() + 1);
        return cursors.page(scope, paging, rows, job -> List.of(job.id().toString()), () -> jobs.count(status));
    }

    /**
     * Queues a failed job again.
     * @throws NotFound when there is no such job
     * @throws Conflict when it has not failed, or another job does the same now
     */
    Job retry(Caller caller, JobId id) {
        try {
            return transactions.run(() -> {
                Job job = get(caller, id);
                if (!failed.retry(id)) {
                    throw new Conflict(ProblemCode.NOT_FAILED, "The job is " + job.status().value());
                }
                queue.schedule(id, job.kind());
                audit.record(AuditKind.JOB_RETRY, id.value(), job.kind());
                return get(caller, id);
            });
        } catch (DuplicateKeyException other) {
            throw new Conflict(ProblemCode.NOT_FAILED, "The job has failed, but a later job has done or will do the same");
        }
    }

    /**
     * Queues failed jobs again, the oldest first: those of one kind, or of all if null. Skips jobs that another job has done or will do.
     * Returns how many, at most 1,000.
     * @throws Conflict when jobs with the same keys were added at the same time, twice
     */
    int retryAll(@Nullable String kind) {
        for (int attempt = 1;; attempt++) {
            try {
                return transactions.run(() -> retryAllNow(kind));
            } catch (DuplicateKeyException added) {
                if (attempt == ATTEMPTS) {
                    throw new Conflict(ProblemCode.NOT_FAILED, "Other requests queue the same jobs at this moment: try again");
                }
            }
        }
    }

    private int retryAllNow(@Nullable String kind) {
        int retried = failed.retryAll(kind);
        if (retried > 0) {
            audit.record(AuditKind.JOB_RETRY, null, retried + " jobs of " + (kind == null ? "all kinds" : "the kind " + kind));
        }
        return retried;
    }
}
