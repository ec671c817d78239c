package dev.tenfold.jobs.job;

import dev.tenfold.jobs.storage.FileName;
import dev.tenfold.jobs.storage.FileStore;
import dev.tenfold.security.identity.UserId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** The current attempt, as the job's kind sees it. */
public final class JobRun {

    private static final int COMPLETE = 100;

    private final Job attempt;
    private final FileStore files;
    private final IntPredicate progress;
    private final BooleanSupplier storing;
    private int reported = -1;
    private @Nullable JobResult result;

    /**
     * @param progress stores the progress in percent; false if this is no longer the current attempt
     * @param storing records that this attempt stores a result file; false if it is no longer the current attempt
     */
    JobRun(Job attempt, FileStore files, IntPredicate progress, BooleanSupplier storing) {
        this.attempt = attempt;
        this.files = files;
        this.progress = progress;
        this.storing = storing;
    }

    public JobId job() {
        return attempt.id();
    }

    /** The user who queued the job; null if nobody was signed in. */
    @Nullable
    public UserId queuedBy() {
        return attempt.queuedBy();
    }

    /** Reports the progress. Costs one statement for each new percent. */
    public void progress(long done, long of) {
        int percent = Math.clamp(of == 0 ? 0 : done * COMPLETE / of, 0, COMPLETE);
        if (percent != reported) {
            requireCurrent(progress.test(percent));
            reported = percent;
        }
    }

    /**
     * Stores the result file of this attempt. It can be downloaded once the job has succeeded or failed.
     * @param type the media type
     * @param name the suggested file name, in ASCII
     */
    public void storeResult(String type, String name, FileStore.FileContent content) {
        requireCurrent(storing.getAsBoolean());
        FileName file = attempt.id().result(attempt.attempts());
        try {
            files.put(file, content);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        result = new JobResult(file, type, name);
    }

    private static void requireCurrent(boolean current) {
        if (!current) {
            throw new StaleAttempt();
        }
    }

    /** Another worker considered this worker dead and has begun another attempt, so this attempt must not write any more. */
    static final class StaleAttempt extends RuntimeException {

        private static final long serialVersionUID = 1L;

        StaleAttempt() {
            super("Another attempt at this job has begun", null, false, false);
        }
    }

    @Nullable
    JobResult result() {
        return result;
    }
}
