package dev.tenfold.jobs.job;

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
import org.springframework.stereotype.Service;

/** Looking at jobs, and running again those that failed. */
@Service
public class JobService {

    private final JobRepository jobs;
    private final JobQueue queue;
    private final FileStore files;
    private final Transactions transactions;
    private final Cursors cursors;

    JobService(JobRepository jobs, JobQueue queue, FileStore files, Transactions transactions, Cursors cursors) {
        this.jobs = jobs;
        this.queue = queue;
        this.files = files;
        this.transactions = transactions;
        this.cursors = cursors;
    }

    /** @throws NotFound when there is no such job, or somebody else queued it */
    public Job get(Caller caller, JobId id) {
        return jobs.find(id).filter(job -> caller.maySee(job.queuedBy())).orElseThrow(() -> new NotFound("There is no such job"));
    }

    /** @throws NotFound when there is no such job, somebody else queued it, or there is no file that it made */
    Made result(Caller caller, JobId id) {
        JobResult result = get(caller, id).result();
        if (result == null) {
            throw noFile();
        }
        return new Made(result, files.open(id.result()).orElseThrow(JobService::noFile));
    }

    private static NotFound noFile() {
        return new NotFound("There is no file that this job made");
    }

    /** A file that a job made, open, and what it is. */
    record Made(JobResult what, StoredFile file) {}

    /** Everybody's jobs, the newest first. */
    Page<Job> list(@Nullable JobStatus status, Paging paging) {
        String scope = String.join("\u0000", "jobs", String.valueOf(status));
        List<String> after = cursors.open(scope, paging, 1);
        List<Job> rows = jobs.list(status, after == null ? null : UUID.fromString(after.getFirst()), paging.rows() + 1);
        return cursors.page(scope, paging, rows, job -> List.of(job.id().toString()), () -> jobs.count(status));
    }

    /**
     * Queues a job that failed once more.
     *
     * @throws NotFound when there is no such job
     * @throws Conflict when it has not failed
     */
    Job retry(Caller caller, JobId id) {
        return transactions.run(() -> {
            Job job = get(caller, id);
            if (!jobs.retry(id)) {
                throw new Conflict(ProblemCode.NOT_FAILED, "The job is " + job.status().value());
            }
            queue.schedule(id, job.kind());
            return get(caller, id);
        });
    }
}
