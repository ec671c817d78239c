package dev.tenfold.catalog;

import dev.tenfold.deadline.Deadline;
import dev.tenfold.file.FileStore;
import dev.tenfold.job.Job;
import dev.tenfold.job.JobId;
import dev.tenfold.job.JobQueue;
import dev.tenfold.job.JobService;
import dev.tenfold.problem.Failure.TooLarge;
import dev.tenfold.transaction.Transactions;
import dev.tenfold.user.Caller;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.stereotype.Service;

/** Taking files of products in. */
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
     * Keeps a file as it comes, and queues the job that reads it. A file may take longer to come than a request may last, so what follows it has no
     * deadline.
     *
     * @throws TooLarge when the file has more rows than it may
     */
    Job queue(Caller caller, Format format, InputStream body) throws IOException {
        JobId id = JobId.next();
        var rows = new RowCounter(format);
        files.put(id.input(), out -> rows.copy(body, out));
        try {
            return Deadline.without(() -> {
                transactions.run(() -> {
                    queue.add(id, kind, new ImportJob.Payload(format, rows.rows()), caller.id());
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
