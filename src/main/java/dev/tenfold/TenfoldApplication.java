package dev.tenfold;

import dev.tenfold.platform.configuration.RequiredSettings;
import dev.tenfold.platform.configuration.SourcesByRole;
import dev.tenfold.platform.shutdown.SigtermHandler;
import java.io.Console;
import java.security.Security;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The service's entry point. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class TenfoldApplication {

    private static final Duration TICK = Duration.of(1, ChronoUnit.MICROS);

    public static void main(String[] args) {
        askForNamesAgain();
        SpringApplication application = new SpringApplication();
        application.setDefaultProperties(Map.of("tenfold.log.format", isAtTerminal() ? "text" : "json"));
        application.addListeners(new SourcesByRole(TenfoldApplication.class), new RequiredSettings());
        SigtermHandler.endsWithZero();
        application.run(args);
    }

    /**
     * Shortens how long the JVM caches DNS results. A server that restarts has no name for a moment, and then perhaps another address. By default
     * the JVM would keep the missing name for 10 s and the old address for 30 s (java.net.InetAddress, "Address caching").
     */
    private static void askForNamesAgain() {
        Security.setProperty("networkaddress.cache.negative.ttl", "1");
        Security.setProperty("networkaddress.cache.ttl", "5");
    }

    @SuppressWarnings("SystemConsoleNull") // since JDK 25 it is null again without a terminal (JDK-8351435)
    private static boolean isAtTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** A clock with PostgreSQL's precision, so that a time is the same after it was written and read. */
    @Bean
    Clock clock() {
        return Clock.tick(Clock.systemUTC(), TICK);
    }
}
