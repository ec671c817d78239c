package dev.tenfold.shop.productimport;

import dev.tenfold.jobs.job.Job;
import dev.tenfold.jobs.job.JobId;
import dev.tenfold.jobs.job.JobQueue;
import dev.tenfold.jobs.job.JobService;
import dev.tenfold.jobs.storage.FileStore;
import dev.tenfold.platform.datasource.Deadline;
import dev.tenfold.platform.failure.Failure.TooLarge;
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
    private final JobService jobs;
    private final Transactions transactions;

    ImportService(FileStore files, ImportJob kind, ImportRepository imports, JobQueue queue, JobService jobs, Transactions transactions) {
        this.files = files;
        this.kind = kind;
        this.imports = imports;
        this.queue = queue;
        this.jobs = jobs;
        this.transactions = transactions;
    }

    /**
     * Stores a file while it arrives, and queues the job that imports it. An upload may take longer than the request's deadline, so the
     * work after it has no deadline.
     * @throws TooLarge when the file has too many rows
     */
    Job queue(Caller caller, ImportFormat format, InputStream body) throws IOException {
        JobId id = JobId.next();
        var rows = new RowCounter(format);
        files.put(id.input(), out -> rows.copy(body, out));
        try {
            return Deadline.suspend(() -> {
                transactions.run(() -> {
                    queue.add(id, kind, new ImportJob.ImportPayload(format, rows.rows()), caller.id());
                    imports.begin(id);
                });
                return jobs.get(caller, id);
            });
        } catch (RuntimeException failure) {
            files.delete(id.input());
            throw failure;
        }
    }
}
