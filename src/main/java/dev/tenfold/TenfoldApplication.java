package dev.tenfold;

import dev.tenfold.platform.configuration.Migration;
import dev.tenfold.platform.configuration.RequiredSettings;
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
        SpringApplication application = new SpringApplication(TenfoldApplication.class);
        application.setDefaultProperties(Map.of("tenfold.log.format", isAtTerminal() ? "text" : "json"));
        application.addListeners(new Migration(), new RequiredSettings());
        SigtermHandler.endsWithZero();
        application.run(args);
    }

    /**
     * A server that is restarted has no name for a moment, and then maybe another address. The JVM would believe the one for 10 s and the other for 30 s
     * (java.net.InetAddress, "Address caching").
     */
    private static void askForNamesAgain() {
        Security.setProperty("networkaddress.cache.negative.ttl", "1");
        Security.setProperty("networkaddress.cache.ttl", "5");
    }

    @SuppressWarnings("SystemConsoleNull") // since JDK 25 it is null again where there is no terminal (JDK-8351435)
    private static boolean isAtTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** The time, in PostgreSQL's precision: what is written is what is read back. */
    @Bean
    Clock clock() {
        return Clock.tick(Clock.systemUTC(), TICK);
    }
}
