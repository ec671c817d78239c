package dev.tenfold.jobs.job;

import dev.tenfold.jobs.storage.FileStore;
import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import dev.tenfold.platform.failure.Failure.Unavailable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Deletes jobs that finished long ago, and their files, in batches small enough not to delay other work. */
@Component
@OnRole(ProcessRole.WORKER)
class JobPurge {

    private static final Logger LOG = LoggerFactory.getLogger(JobPurge.class);
    private static final String INTERVAL = "${tenfold.job.purge-interval:" + JobProperties.PURGE_INTERVAL + "}";
    private static final int BATCH = 200;
    private static final int MOST_BATCHES = 100;

    private final JobCleanupRepository jobs;
    private final FileStore files;
    private final Clock clock;
    private final Duration retention;

    JobPurge(JobCleanupRepository jobs, FileStore files, Clock clock, JobProperties properties) {
        this.jobs = jobs;
        this.files = files;
        this.clock = clock;
        this.retention = properties.retention();
    }

    @Scheduled(fixedDelayString = INTERVAL, initialDelayString = INTERVAL)
    void purge() {
        Instant moment = clock.instant().minus(retention);
        try {
            for (int batch = 0; batch < MOST_BATCHES; batch++) {
                if (purgeBatch(moment) < BATCH) {
                    return;
                }
            }
        } catch (Unavailable away) {
            LOG.warn("Could not delete old jobs, retrying later: {}", away.detail());
        }
    }

    /** Deletes the files first: if the process ends in between, the job's row is still there and is found again. */
    private int purgeBatch(Instant moment) {
        List<JobId> old = jobs.finishedBefore(moment, BATCH);
        old.forEach(job -> {
            files.delete(job.input());
            files.delete(job.result());
        });
        jobs.remove(old, moment);
        return old.size();
    }
}
