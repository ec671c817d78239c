package dev.tenfold.testing.services;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** Sets the clock of this instance ahead of the database's. */
@TestConfiguration(proxyBeanMethods = false)
public class FastClock {

    /** More than any lease, and more than an order waits for its payment. */
    public static final Duration AHEAD = Duration.ofMinutes(40);

    @Bean
    @Primary
    Clock fastClock() {
        return Clock.offset(Clock.tick(Clock.systemUTC(), Duration.of(1, ChronoUnit.MICROS)), AHEAD);
    }
}
