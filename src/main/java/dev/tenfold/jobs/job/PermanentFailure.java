package dev.tenfold.jobs.job;

/** A job that can never succeed, so that it is not retried. */
public final class PermanentFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean isOfInput;

    /** @param detail for the user who queued the job */
    public PermanentFailure(String detail) {
        super(detail);
        this.isOfInput = false;
    }

    /** @param detail for the user who queued the job */
    public PermanentFailure(String detail, Throwable cause) {
        super(detail, cause);
        this.isOfInput = false;
    }

    private PermanentFailure(boolean isOfInput, String detail) {
        super(detail, null, false, false);
        this.isOfInput = isOfInput;
    }

    /**
     * The user's file or request cannot be used. The service has no fault, so no alert follows.
     * @param detail for the user who queued the job
     */
    public static PermanentFailure ofInput(String detail) {
        return new PermanentFailure(true, detail);
    }

    boolean isOfInput() {
        return isOfInput;
    }
}
