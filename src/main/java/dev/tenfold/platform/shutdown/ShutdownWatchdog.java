package dev.tenfold.platform.shutdown;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process if it does not shut down in time, and logs what was still running. Otherwise the supervisor would kill it and nothing
 * would be known.
 */
final class ShutdownWatchdog {

    private static final Logger LOG = LoggerFactory.getLogger(ShutdownWatchdog.class);
    private static final Pattern THREAD = Pattern.compile("(?m)^(?=#\\d)");
    private static final Pattern NAME = Pattern.compile("\"([^\"]*)\"");
    /** A frame of our code, but for this package's and for that of the loops, which says nothing of the work. */
    private static final Pattern OURS =
            Pattern.compile("(dev\\.tenfold\\.(?!platform\\.(?:shutdown|worker)\\.)[\\w.$]+)\\((\\w+\\.java:\\d+)\\)");
    private static final int FAILED = 1;

    private ShutdownWatchdog() {}

    static void start(Duration limit) {
        Thread.ofPlatform().daemon().name("stopping-watchdog").start(() -> {
            long end = System.nanoTime() + limit.toNanos();
            for (long left = limit.toNanos(); left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            LOG.error("Shutdown did not finish within {}: ending the process with exit code {}. Still running: {}", limit, FAILED, work());
            Runtime.getRuntime().halt(FAILED);
        });
    }

    /**
     * Every thread that runs this service's code, with its position. It uses a thread dump of the JVM, because {@link
     * Thread#getAllStackTraces} does not include the virtual threads that handle requests.
     */
    private static String work() {
        try {
            Path file = Files.createTempDirectory("tenfold-threads").resolve("dump");
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN);
            return String.join("; ", places(Files.readString(file)));
        } catch (IOException noDump) {
            return "unknown, " + noDump;
        }
    }

    static SortedSet<String> places(String dump) {
        SortedSet<String> places = new TreeSet<>();
        for (String thread : THREAD.split(dump, -1)) {
            Matcher frame = OURS.matcher(thread);
            Matcher name = NAME.matcher(thread);
            if (frame.find()) {
                places.add("%s at %s(%s)".formatted(name.find() ? name.group(1) : "a thread", frame.group(1), frame.group(2)));
            }
        }
        return places;
    }
}
