package dev.tenfold.cache.cache;

import dev.tenfold.testing.services.Proof;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Faults of Redis, or between Redis and an instance, while readers and writers continue. */
enum RedisFaults {

    KILLED_AND_BACK_EMPTY(0) {
        @Override
        void begin(TwoInstances instances) {
            instances.servers().redis().kill();
        }

        @Override
        void end(TwoInstances instances) {
            instances.servers().redis().start();
        }
    },
    STOPPED_AND_STARTED(0) {
        @Override
        void begin(TwoInstances instances) {
            instances.servers().redis().stop();
        }

        @Override
        void end(TwoInstances instances) {
            instances.servers().redis().start();
        }
    },
    FROZEN(0) {
        @Override
        void begin(TwoInstances instances) {
            instances.servers().redis().pause();
        }

        @Override
        void end(TwoInstances instances) {
            instances.servers().redis().resume();
        }
    },
    FLUSHED(2) {
        @Override
        void begin(TwoInstances instances) {
            assertThat(instances.servers().redis().ask("FLUSHALL")).startsWith("+OK");
        }

        @Override
        void end(TwoInstances instances) {
            // nothing to repair
        }
    },
    ONE_CUT_OFF(1) {
        @Override
        void begin(TwoInstances instances) {
            instances.proxy(0).cut();
        }

        @Override
        void end(TwoInstances instances) {
            instances.proxy(0).repair();
        }
    },
    BOTH_CUT_OFF(0) {
        @Override
        void begin(TwoInstances instances) {
            instances.proxy(0).cut();
            instances.proxy(1).cut();
        }

        @Override
        void end(TwoInstances instances) {
            instances.proxy(0).repair();
            instances.proxy(1).repair();
        }
    };

    private static final Logger log = LoggerFactory.getLogger(RedisFaults.class);
    private static final Duration NOTICED = Duration.ofSeconds(60);
    private static final Duration RECOVERED = Duration.ofSeconds(60); // 3 s are promised; a busy machine may take longer, and the real time is logged
    private static final long AFTERMATH = TimeUnit.SECONDS.toNanos(2);

    /** Some faults are shorter than a lease, some longer. */
    private static final int LONGEST_IN_READS = Proof.FULL ? 5_000 : 1_000;

    private final int upMeanwhile;

    /** @param upMeanwhile how many instances still use Redis during the fault */
    RedisFaults(int upMeanwhile) {
        this.upMeanwhile = upMeanwhile;
    }

    abstract void begin(TwoInstances instances);

    abstract void end(TwoInstances instances);

    /** Causes the fault, ends it, and checks what the service promises for the time afterwards. */
    void run(TwoInstances instances, NumberedProducts products, ReadersAndWriters traffic, ReadWriteJournal journal) {
        traffic.awaitReads(200);
        long begun = System.nanoTime();
        begin(instances);
        try {
            await().atMost(NOTICED).pollInterval(Duration.ofMillis(20)).until(() -> instances.up() == upMeanwhile);
            traffic.awaitReads(ThreadLocalRandom.current().nextInt(LONGEST_IN_READS));
            traffic.awaitWrites(10);
        } finally {
            end(instances);
        }
        long ended = System.nanoTime();
        await().atMost(RECOVERED).pollInterval(Duration.ofMillis(20)).until(() -> instances.up() == 2);
        long recovered = System.nanoTime();
        traffic.paused(() -> instances.showsWhatTheDatabaseHas(products));
        traffic.awaitReads(200);
        log.info("{} for {} ms, both use Redis again after {} ms; reads in its first two seconds took {}; in the two after its end {}",
                this, millis(ended - begun),
                millis(recovered - ended), journal.latency(begun, begun + AFTERMATH), journal.latency(ended, ended + AFTERMATH));
        journal.nothingIsWrong();
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
