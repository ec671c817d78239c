package dev.tenfold.jobs.job;

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

    private final JobId job;
    private final @Nullable UserId queuedBy;
    private final FileStore files;
    private final IntPredicate progress;
    private final BooleanSupplier isCurrent;
    private int reported = -1;
    private @Nullable JobResult result;

    /**
     * @param progress stores the progress in percent; false if this is no longer the current attempt
     * @param isCurrent whether this is still the current attempt
     */
    JobRun(JobId job, @Nullable UserId queuedBy, FileStore files, IntPredicate progress, BooleanSupplier isCurrent) {
        this.job = job;
        this.queuedBy = queuedBy;
        this.files = files;
        this.progress = progress;
        this.isCurrent = isCurrent;
    }

    public JobId job() {
        return job;
    }

    /** The user who queued the job; null if nobody was signed in. */
    @Nullable
    public UserId queuedBy() {
        return queuedBy;
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
     * Stores the result file of the job, and replaces one of an earlier attempt. It can be downloaded once the job has succeeded or failed.
     * @param type the media type
     * @param name the suggested file name, in ASCII
     */
    public void storeResult(String type, String name, FileStore.FileContent content) {
        requireCurrent(isCurrent.getAsBoolean());
        try {
            files.put(job.result(), content);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        result = new JobResult(type, name);
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
