package dev.tenfold.jobs.job;

import dev.tenfold.jobs.storage.FileStore;
import dev.tenfold.security.identity.UserId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** An attempt at a job, as its kind sees it. */
public final class JobRun {

    private static final int ALL = 100;

    private final JobId job;
    private final UserId queuedBy;
    private final FileStore files;
    private final IntConsumer progress;
    private int told = -1;
    private @Nullable JobResult result;

    JobRun(JobId job, UserId queuedBy, FileStore files, IntConsumer progress) {
        this.job = job;
        this.queuedBy = queuedBy;
        this.files = files;
        this.progress = progress;
    }

    public JobId job() {
        return job;
    }

    public UserId queuedBy() {
        return queuedBy;
    }

    /** Tells whoever looks how far it is: one statement for each percent. */
    public void progress(long done, long of) {
        int percent = Math.clamp(of == 0 ? 0 : done * ALL / of, 0, ALL);
        if (percent != told) {
            progress.accept(percent);
            told = percent;
        }
    }

    /**
     * Keeps the file that the job makes, in place of what an earlier attempt may have left. It is to be had once the job has succeeded.
     *
     * @param type its media type
     * @param name what to call it, in ASCII
     */
    public void keep(String type, String name, FileStore.FileContent content) {
        try {
            files.put(job.result(), content);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        result = new JobResult(type, name);
    }

    @Nullable
    JobResult result() {
        return result;
    }
}
