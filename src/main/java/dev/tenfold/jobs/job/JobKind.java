package dev.tenfold.jobs.job;

/**
 * A kind of job, as a bean. A job runs at least once: a worker may die after the work and before it could say so, and then another does it
 * again, so the work must be idempotent.
 *
 * @param <P> what a job of this kind is about: a record, which is kept as JSON
 */
public interface JobKind<P> {

    /** The kind's name, of 64 characters at most; jobs that are queued bear it, so it must not change. */
    String name();

    Class<P> payload();

    /** Does the work, on a worker and in no transaction; what it throws fails the attempt. */
    void run(P payload, JobRun run);
}
