package dev.tenfold.job;

import dev.tenfold.paging.Cursors;
import dev.tenfold.paging.Page;
import dev.tenfold.paging.Paging;
import dev.tenfold.problem.Failure.Conflict;
import dev.tenfold.problem.Failure.NotFound;
import dev.tenfold.problem.ProblemCode;
import dev.tenfold.transaction.Transactions;
import dev.tenfold.user.Caller;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Looking at jobs, and running again those that failed. */
@Service
class JobService {

    private final JobRepository jobs;
    private final JobQueue queue;
    private final Transactions transactions;
    private final Cursors cursors;

    JobService(JobRepository jobs, JobQueue queue, Transactions transactions, Cursors cursors) {
        this.jobs = jobs;
        this.queue = queue;
        this.transactions = transactions;
        this.cursors = cursors;
    }

    /** @throws NotFound when there is no such job, or somebody else queued it */
    Job get(Caller caller, JobId id) {
        return jobs.find(id).filter(job -> caller.maySee(job.queuedBy())).orElseThrow(() -> new NotFound("There is no such job"));
    }

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
