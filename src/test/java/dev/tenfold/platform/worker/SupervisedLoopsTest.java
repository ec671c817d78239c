package dev.tenfold.platform.worker;

import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TenfoldTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/** All loops of the service: no exception that nobody expects ends one of them. An interrupt is one in each of them. */
@TenfoldTest
@DirtiesContext
class SupervisedLoopsTest {

    private static final Services OWN = SeparateDatabase.create();
    private static final int INTERRUPTS = 5;
    private static final Duration PAUSE = Duration.ofMillis(100);

    @Autowired
    private List<SupervisedLoop> loops;

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        OWN.addTo(registry);
    }

    @Test
    void aLoopThatIsInterruptedGoesOn() {
        List<Thread> threads = loops.stream().map(SupervisedLoopsTest::thread).toList();
        assertThat(threads).extracting(Thread::getName).containsExactlyInAnyOrder("redis-health-monitor-cache", "cache-invalidations",
                "access-log", "webhooks", "relay", "outbox-notifier", "revocations");
        for (int i = 0; i < INTERRUPTS; i++) {
            threads.forEach(Thread::interrupt);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        assertThat(threads).allMatch(Thread::isAlive);
        assertThat(loops).allMatch(SupervisedLoop::isRunning);
        assertThat(loops).extracting(SupervisedLoopsTest::thread).as("the same threads").containsExactlyElementsOf(threads);
    }

    private static Thread thread(SupervisedLoop loop) {
        return (Thread) ReflectionTestUtils.getField(loop, SupervisedLoop.class, "thread");
    }
}
