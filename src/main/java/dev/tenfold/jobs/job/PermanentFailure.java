package dev.tenfold.jobs.job;

/** A job that can never succeed, so that it is not retried. */
public final class PermanentFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param detail for the user who queued the job */
    public PermanentFailure(String detail) {
        super(detail);
    }

    /** @param detail for the user who queued the job */
    public PermanentFailure(String detail, Throwable cause) {
        super(detail, cause);
    }
}
