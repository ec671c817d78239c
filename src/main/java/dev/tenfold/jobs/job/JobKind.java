package dev.tenfold.jobs.job;

/**
 * A kind of job, as a bean. A job runs at least once: if a worker dies after the work but before it has recorded that, another worker
 * does the work again. So the work must be idempotent.
 * @param <P> the parameters of a job of this kind: a record, stored as JSON
 */
public interface JobKind<P> {

    /** The name of the kind, at most 64 characters. Queued jobs refer to it, so it must not change. */
    String name();

    Class<P> payload();

    /** Does the work, on a worker and outside of a transaction. An exception fails the attempt. */
    void run(P payload, JobRun run);
}
