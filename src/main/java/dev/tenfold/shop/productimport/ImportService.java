package dev.tenfold.shop.productimport;

import dev.tenfold.api.audit.AuditKind;
import dev.tenfold.api.audit.AuditLog;
import dev.tenfold.jobs.job.Job;
import dev.tenfold.jobs.job.JobId;
import dev.tenfold.jobs.job.JobQueue;
import dev.tenfold.jobs.job.JobService;
import dev.tenfold.jobs.job.LimitedJobQueue;
import dev.tenfold.jobs.storage.FileStore;
import dev.tenfold.platform.datasource.Deadline;
import dev.tenfold.platform.failure.Failure.Limited;
import dev.tenfold.platform.failure.Failure.TooLarge;
import dev.tenfold.platform.jdbc.DataFailures;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.security.identity.Caller;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.stereotype.Service;

/** Accepts files of products. */
@Service
class ImportService {

    private final FileStore files;
    private final ImportJob kind;
    private final ImportRepository imports;
    private final JobQueue queue;
    private final LimitedJobQueue limits;
    private final JobService jobs;
    private final Transactions transactions;
    private final AuditLog audit;

    ImportService(FileStore files, ImportJob kind, ImportRepository imports, JobQueue queue, LimitedJobQueue limits, JobService jobs,
            Transactions transactions, AuditLog audit) {
        this.files = files;
        this.kind = kind;
        this.imports = imports;
        this.queue = queue;
        this.limits = limits;
        this.jobs = jobs;
        this.transactions = transactions;
        this.audit = audit;
    }

    /**
     * Stores a file while it arrives, and queues the job that imports it. An upload may take longer than the request's deadline, so the
     * work after it has no deadline.
     * @throws TooLarge when the file has too many rows
     * @throws Limited when the caller has too many unfinished imports
     */
    Job queue(Caller caller, ImportFormat format, ImportOptions options, InputStream body) throws IOException {
        transactions.run(() -> limits.requireCapacity(kind, caller.id())); // before the file is stored
        JobId id = JobId.next();
        var rows = new RowCounter(format, options.encoding());
        files.put(id.input(), out -> rows.copy(body, out));
        return Deadline.suspend(() -> {
            begin(caller, id, ImportJob.ImportPayload.of(format, rows.rows(), options));
            return jobs.get(caller, id);
        });
    }

    /** Deletes the file only if it is certain that no job needs it. Otherwise the worst case is a file too many. */
    private void begin(Caller caller, JobId id, ImportJob.ImportPayload payload) {
        try {
            transactions.run(() -> {
                limits.requireCapacity(kind, caller.id());
                queue.add(id, kind, payload, caller.id());
                imports.begin(id);
                audit.record(AuditKind.PRODUCT_IMPORT, id.value(),
                        payload.rows() + (payload.optionsOrNone().isDryRun() ? " rows, dry run" : " rows"));
            });
        } catch (RuntimeException failure) {
            if (!DataFailures.mayBeCommitted(failure)) {
                files.delete(id.input());
            }
            throw failure;
        }
    }
}
