package dev.tenfold.job;

import dev.tenfold.user.UserId;
import java.util.function.IntConsumer;

/** An attempt at a job, as its kind sees it. */
public final class JobRun {

    private static final int ALL = 100;

    private final JobId job;
    private final UserId queuedBy;
    private final IntConsumer progress;

    JobRun(JobId job, UserId queuedBy, IntConsumer progress) {
        this.job = job;
        this.queuedBy = queuedBy;
        this.progress = progress;
    }

    public JobId job() {
        return job;
    }

    public UserId queuedBy() {
        return queuedBy;
    }

    /** Tells whoever looks how far it is; one statement, so not for every row of many. */
    public void progress(long done, long of) {
        progress.accept(Math.clamp(of == 0 ? 0 : done * ALL / of, 0, ALL));
    }
}
