package dev.tenfold.cache.cache;

import dev.tenfold.platform.worker.SupervisedLoop;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Calls {@link CacheInvalidator#retryPending} twice a second. It has its own thread: other scheduled tasks may take minutes. */
@Component
class PendingInvalidationLoop extends SupervisedLoop {

    /** Starts after the connections to Redis, and stops before them. */
    private static final int PHASE = 1_001;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    private static final Duration PERIOD = Duration.ofMillis(500);

    private final CacheInvalidator invalidator;

    PendingInvalidationLoop(CacheInvalidator invalidator) {
        super("cache-invalidations", PHASE, STOP_LIMIT);
        this.invalidator = invalidator;
    }

    @Override
    protected void runOnce() throws InterruptedException {
        invalidator.retryPending();
        await(PERIOD);
    }
}
