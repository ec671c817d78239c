package dev.tenfold.jobs.storage;

import java.time.Clock;
import java.time.Duration;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Deletes the temporary files of processes that were killed. Every instance does this, because uploads write such files too. */
@Component
class StorageCleanup {

    /** Every write ends long before this. */
    private static final Duration AGE = Duration.ofDays(1);

    private final FileStore files;
    private final Clock clock;

    StorageCleanup(FileStore files, Clock clock) {
        this.files = files;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "1h", initialDelayString = "1m")
    void deleteUnfinished() {
        files.deleteUnfinished(clock.instant().minus(AGE));
    }
}
