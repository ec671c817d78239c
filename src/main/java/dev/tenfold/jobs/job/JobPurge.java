package dev.tenfold.jobs.job;

import dev.tenfold.jobs.job.JobCleanupRepository.FinishedJob;
import dev.tenfold.jobs.storage.FileStore;
import dev.tenfold.platform.configuration.OnRole;
import dev.tenfold.platform.configuration.ProcessRole;
import dev.tenfold.platform.failure.Failure.Unavailable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
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
    /** After so many failures in a row the store probably does not answer at all, and each failure may take as long as its timeout. */
    private static final int MOST_FAILURES = 10;

    private final JobCleanupRepository jobs;
    private final FileStore files;
    private final Clock clock;
    private final Duration retention;
    /** How many of the oldest jobs have files that could not be deleted. They are skipped until all others are deleted. */
    private int skipped;

    JobPurge(JobCleanupRepository jobs, FileStore files, Clock clock, JobProperties properties) {
        this.jobs = jobs;
        this.files = files;
        this.clock = clock;
        this.retention = properties.retention();
    }

    @Scheduled(fixedDelayString = INTERVAL, initialDelayString = INTERVAL)
    void purge() {
        Instant moment = clock.instant().minus(retention);
        for (int batch = 0; batch < MOST_BATCHES; batch++) {
            if (!purgeBatch(moment)) {
                return;
            }
        }
    }

    /**
     * Deletes the files first: if the process ends in between, the job's row is still there and is found again. Returns whether to go on
     * with the next batch.
     */
    private boolean purgeBatch(Instant moment) {
        List<FinishedJob> old = jobs.finishedBefore(moment, skipped, BATCH);
        var deleted = new ArrayList<JobId>();
        int failures = 0;
        for (FinishedJob job : old) {
            if (deleteFiles(job)) {
                deleted.add(job.id());
                failures = 0;
            } else {
                skipped++;
                if (++failures == MOST_FAILURES) {
                    break;
                }
            }
        }
        jobs.remove(deleted, moment);
        if (failures == MOST_FAILURES) {
            return false;
        }
        boolean hasMore = old.size() == BATCH;
        if (!hasMore) {
            skipped = 0;
        }
        return hasMore;
    }

    private boolean deleteFiles(FinishedJob job) {
        try {
            files.delete(job.id().input());
            IntStream.rangeClosed(1, job.resultAttempts()).forEach(attempt -> files.delete(job.id().result(attempt)));
            return true;
        } catch (Unavailable failure) {
            LOG.warn("Could not delete the files of the old job {}, retrying later: {}", job.id(), failure.detail());
            return false;
        }
    }
}
