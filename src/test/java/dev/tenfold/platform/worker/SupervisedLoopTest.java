package dev.tenfold.platform.worker;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** When a loop goes on, and when it ends. */
@ExtendWith(OutputCaptureExtension.class)
class SupervisedLoopTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofMinutes(10);

    private @Nullable TestLoop started;

    @AfterEach
    void stop() {
        if (started != null) {
            started.stop();
        }
    }

    @Test
    void aFailureIsLoggedAndTheLoopGoesOn(CapturedOutput output) {
        TestLoop loop = start(SOON, iteration -> {
            if (iteration == 1) {
                throw new IllegalStateException("the first iteration fails");
            }
            if (iteration == 2) {
                throw new AssertionError("and so does the second");
            }
        });
        await().atMost(SOON).until(() -> loop.iterations.get() == 3);
        assertThat(loop.isRunning()).isTrue();
        assertThat(output).contains("The loop test-loop failed and goes on", "the first iteration fails",
                "failed again, 2 times in a row: java.lang.AssertionError");
    }

    @Test
    void aLoopThatAlwaysFailsWaitsBetweenIterations() {
        long start = System.nanoTime();
        TestLoop loop = start(SOON, _ -> {
            throw new IllegalStateException("always");
        });
        await().atMost(SOON).until(() -> loop.iterations.get() >= 4); // after 100, 200 and 400 ms
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(500));
    }

    @Test
    void aSignalEndsTheWait() {
        TestLoop loop = start(SOON, _ -> {});
        await().atMost(SOON).until(() -> loop.iterations.get() == 1);
        loop.wake();
        await().atMost(SOON).until(() -> loop.iterations.get() == 2);
    }

    @Test
    void stoppingEndsTheWait() {
        TestLoop loop = start(LONG, _ -> {});
        await().atMost(SOON).until(() -> loop.iterations.get() == 1);
        loop.stop(); // would last ten minutes
        assertThat(loop.isRunning()).isFalse();
        assertThat(loop.ended()).isTrue();
    }

    @Test
    void anIterationThatTakesTooLongIsInterrupted() {
        var interrupted = new AtomicBoolean();
        TestLoop loop = start(Duration.ofMillis(50), _ -> {
            try {
                Thread.sleep(LONG);
            } catch (InterruptedException e) {
                interrupted.set(true);
                throw e;
            }
        });
        await().atMost(SOON).until(() -> loop.iterations.get() == 1);
        loop.stop();
        await().atMost(SOON).until(interrupted::get);
        await().atMost(SOON).until(loop::ended);
    }

    @Test
    void unfinishedWorkIsDoneBeforeItStops() {
        TestLoop loop = start(SOON, _ -> {});
        loop.unfinished.set(5);
        loop.stop();
        assertThat(loop.unfinished).hasValue(0);
    }

    @Test
    void itMayBeStartedAgain() {
        TestLoop loop = start(SOON, _ -> {});
        await().atMost(SOON).until(() -> loop.iterations.get() == 1);
        loop.stop();
        int before = loop.iterations.get();
        loop.start();
        await().atMost(SOON).until(() -> loop.iterations.get() > before);
        assertThat(loop.isRunning()).isTrue();
    }

    private TestLoop start(Duration stopTimeout, Iteration iteration) {
        var loop = new TestLoop(stopTimeout, iteration);
        started = loop;
        loop.start();
        return loop;
    }

    private interface Iteration {

        void run(int number) throws Exception;
    }

    private static final class TestLoop extends SupervisedLoop {

        private final Iteration iteration;
        private final AtomicInteger iterations = new AtomicInteger();
        private final AtomicInteger unfinished = new AtomicInteger();
        private volatile @Nullable Thread thread;

        TestLoop(Duration stopTimeout, Iteration iteration) {
            super("test-loop", 0, stopTimeout);
            this.iteration = iteration;
        }

        @Override
        protected void runOnce() throws Exception {
            thread = Thread.currentThread();
            iteration.run(iterations.incrementAndGet());
            unfinished.updateAndGet(left -> Math.max(0, left - 1));
            await(LONG);
        }

        @Override
        protected boolean hasUnfinishedWork() {
            return unfinished.get() > 0;
        }

        boolean ended() {
            Thread last = thread;
            return last != null && !last.isAlive();
        }
    }
}
