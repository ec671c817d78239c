package dev.tenfold;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
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
        SpringApplication application = new SpringApplication(TenfoldApplication.class);
        application.addListeners(new RequiredSettings());
        application.run(args);
    }

    /** The time, in PostgreSQL's precision: what is written is what is read back. */
    @Bean
    Clock clock() {
        return Clock.tick(Clock.systemUTC(), TICK);
    }
}
