package dev.tenfold.testing.services;

import java.util.List;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/** Testcontainers tells at length of every way to Docker that it tried, and Logback of all before Spring has set it up. */
final class QuietLogging {

    private static final List<String> LOUD = List.of("org.testcontainers", "tc", "com.github.dockerjava", "io.zonky", "org.postgresql");

    private QuietLogging() {}

    /** From here on they say nothing: one line of ours says what matters. */
    static void please() {
        var logging = LoggingSystem.get(QuietLogging.class.getClassLoader());
        LOUD.forEach(logger -> logging.setLogLevel(logger, LogLevel.OFF));
    }
}
