package dev.tenfold.services;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * What stops at the end of this JVM, after every application context that uses it has drained and closed. Shutdown hooks run
 * at the same time, in no order; so ours closes the contexts itself, which waits for whoever is closing them already.
 */
final class LastToStop {

    private static final Set<ConfigurableApplicationContext> USERS = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    private static final List<Runnable> STOPS = Collections.synchronizedList(new ArrayList<>());

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(LastToStop::run, "stop-services"));
    }

    private LastToStop() {
    }

    static void register(Runnable stop) {
        STOPS.add(stop);
    }

    static void uses(ConfigurableApplicationContext context) {
        USERS.add(context);
    }

    private static void run() {
        List.copyOf(USERS).forEach(ConfigurableApplicationContext::close);
        List.copyOf(STOPS).forEach(Runnable::run);
    }
}
