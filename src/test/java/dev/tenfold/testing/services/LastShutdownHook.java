package dev.tenfold.testing.services;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.locks.LockSupport;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Stops things at the end of this JVM, after every application context that uses them has closed. Shutdown hooks run at the same time, in
 * no order, so this one must wait for those that close contexts.
 */
public final class LastShutdownHook {

    private static final Set<ConfigurableApplicationContext> CLOSED_BY_US = newSet();
    private static final Set<ConfigurableApplicationContext> CLOSED_BY_OTHERS = newSet();
    private static final Set<ServerProcess> SERVERS = Collections.synchronizedSet(new LinkedHashSet<>());
    /** Longer than the service's own limit for a shutdown. */
    private static final Duration TIMEOUT = Duration.ofSeconds(40);
    private static final Duration PAUSE = Duration.ofMillis(20);

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(LastShutdownHook::run, "stop-services"));
    }

    private LastShutdownHook() {}

    static void add(ServerProcess server) {
        SERVERS.add(server);
    }

    static void remove(ServerProcess server) {
        SERVERS.remove(server);
    }

    /** Closes the context first: for the context of a test, which nothing else waits for. */
    static void close(ConfigurableApplicationContext context) {
        CLOSED_BY_US.add(context);
    }

    /** Waits until the context has closed by itself. Must be called early in its start, because a signal may interrupt the start too. */
    public static void waitFor(ConfigurableApplicationContext context) {
        CLOSED_BY_OTHERS.add(context);
    }

    private static void run() {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        for (var context : List.copyOf(CLOSED_BY_OTHERS)) {
            while (context.isActive() && System.nanoTime() < end) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
        List.copyOf(CLOSED_BY_US).forEach(ConfigurableApplicationContext::close);
        List.copyOf(SERVERS).forEach(ServerProcess::close);
    }

    /** A set that does not keep unused contexts in memory. */
    private static Set<ConfigurableApplicationContext> newSet() {
        return Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    }
}
