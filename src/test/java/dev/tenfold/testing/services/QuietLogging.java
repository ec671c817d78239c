package dev.tenfold.testing.services;

import java.util.List;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/** Testcontainers logs every way to Docker that it tried, and Logback logs everything before Spring has set it up. */
final class QuietLogging {

    private static final List<String> LOUD = List.of("org.testcontainers", "tc", "com.github.dockerjava", "io.zonky", "org.postgresql");

    private QuietLogging() {}

    /** Switches these logs off; one line of this project reports the result. */
    static void please() {
        var logging = LoggingSystem.get(QuietLogging.class.getClassLoader());
        LOUD.forEach(logger -> logging.setLogLevel(logger, LogLevel.OFF));
    }
}
