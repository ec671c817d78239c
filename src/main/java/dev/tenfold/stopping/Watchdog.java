package dev.tenfold.stopping;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the process when it has not stopped in time, and says what still ran: whoever waits for it would otherwise kill it without a word. */
final class Watchdog {

    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final String OURS = "dev.tenfold.";
    private static final int FAILED = 1;

    private Watchdog() {}

    static void start(Duration limit) {
        Thread.ofPlatform().daemon().name("stopping-watchdog").start(() -> {
            long end = System.nanoTime() + limit.toNanos();
            for (long left = limit.toNanos(); left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            LOG.error("Not stopped after {}: ending with exit code {} although this still runs: {}", limit, FAILED, work());
            Runtime.getRuntime().halt(FAILED);
        });
    }

    private static boolean isWork(StackTraceElement frame) {
        return frame.getClassName().startsWith(OURS) && !frame.getClassName().startsWith(Watchdog.class.getPackageName());
    }

    /** Each thread that is in our code, with the place where it is. */
    private static String work() {
        return Thread.getAllStackTraces().entrySet().stream()
                .flatMap(thread -> place(thread).stream()).sorted().collect(Collectors.joining("; "));
    }

    private static Optional<String> place(Map.Entry<Thread, StackTraceElement[]> thread) {
        return Arrays.stream(thread.getValue()).filter(Watchdog::isWork).findFirst()
                .map(frame -> "%s at %s.%s:%d".formatted(thread.getKey().getName(), frame.getClassName(), frame.getMethodName(),
                        frame.getLineNumber()));
    }
}
