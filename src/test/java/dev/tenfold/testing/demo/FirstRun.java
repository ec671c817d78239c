package dev.tenfold.testing.demo;

import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.SigningKey;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the first run adds to the service: the addresses of its servers, settings for a terminal, demo data and a welcome message. */
public final class FirstRun {

    private static final Logger log = LoggerFactory.getLogger(FirstRun.class);
    private static final int USUAL_PORT = 8080;

    private FirstRun() {}

    /** Hashes the demo's passwords on another processor during the start. */
    public static void getAhead() {
        Thread.ofPlatform().daemon().name("ahead").start(() -> DemoPasswords.hash(DemoAccount.ADMIN));
    }

    public static Class<?>[] parts() {
        return new Class<?>[]{NotTestClasses.class, KeepServers.class, DemoData.class, WelcomeMessage.class};
    }

    /**
     * The program's arguments. The database is always the first run's own: a SPRING_DATASOURCE_URL in the user's shell must not lead demo
     * data into a real database. For all other settings, what the user has set takes precedence.
     */
    public static String[] arguments(Services services, String[] given) {
        Map<String, Object> ours = new HashMap<>(services.properties());
        ours.putAll(SigningKey.properties());
        List<String> arguments = new ArrayList<>();
        Arrays.stream(given).filter(argument -> ours.keySet().stream().noneMatch(name -> argument.startsWith("--" + name + "=")))
                .forEach(arguments::add);
        ours.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        if (!isSet("tenfold.log.format", given)) {
            arguments.add("--tenfold.log.format=text");
        }
        if (!isSet("server.port", given) && !isFree(USUAL_PORT)) {
            log.warn("Port {} is taken, so the service takes a free one; SERVER_PORT chooses.", USUAL_PORT);
            arguments.add("--server.port=0");
        }
        return arguments.toArray(String[]::new);
    }

    private static boolean isSet(String name, String[] arguments) {
        return Arrays.stream(arguments).anyMatch(argument -> argument.startsWith("--" + name + "=")) || System.getProperty(name) != null
                || System.getenv(name.replace('.', '_').replace("-", "").toUpperCase(Locale.ROOT)) != null;
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
