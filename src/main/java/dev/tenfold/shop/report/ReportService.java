package dev.tenfold.shop.report;

import dev.tenfold.api.audit.AuditKind;
import dev.tenfold.api.audit.AuditLog;
import dev.tenfold.jobs.job.Job;
import dev.tenfold.jobs.job.JobId;
import dev.tenfold.jobs.job.JobService;
import dev.tenfold.jobs.job.LimitedJobQueue;
import dev.tenfold.platform.failure.Failure.Invalid;
import dev.tenfold.platform.failure.Failure.Limited;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.security.identity.Caller;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Service;

/** Requests reports. */
@Service
class ReportService {

    private static final Duration LONGEST = Duration.ofDays(366);

    private final OrderReport report;
    private final LimitedJobQueue queue;
    private final JobService jobs;
    private final Transactions transactions;
    private final AuditLog audit;

    ReportService(OrderReport report, LimitedJobQueue queue, JobService jobs, Transactions transactions,
            AuditLog audit) {
        this.report = report;
        this.queue = queue;
        this.jobs = jobs;
        this.transactions = transactions;
        this.audit = audit;
    }

    /**
     * Queues the job that writes a report of the orders of a period.
     * @param to exclusive
     * @throws Invalid when the period is empty or too long
     * @throws Limited when the caller has too many unfinished reports
     */
    Job request(Caller caller, Instant from, Instant to) {
        if (!from.isBefore(to) || Duration.between(from, to).compareTo(LONGEST) > 0) {
            throw new Invalid("/to", "out_of_range", "must be after from, by at most 366 days");
        }
        var period = new OrderReport.ReportPeriod(from, to);
        return jobs.get(caller, transactions.run(() -> {
            JobId job = queue.add(report, period, caller.id());
            audit.record(AuditKind.ORDER_REPORT, job.value(), from + " to " + to);
            return job;
        }));
    }
}
