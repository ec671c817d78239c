package dev.tenfold.security.password;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much of the machine password hashing may use.
 * @param concurrency how many passwords are hashed at once; 0 means half of the cores, at least one
 * @param queue how many more may wait
 * @param maxWait how long one may wait
 */
@Validated
@ConfigurationProperties("tenfold.password")
record PasswordProperties(
        @DefaultValue("0") @Min(0) @Max(1000) int concurrency,
        @DefaultValue("32") @Min(0) @Max(1000) int queue,
        @DefaultValue("2s") @DurationMin(millis = 10) @DurationMax(seconds = 10) Duration maxWait) {

    int atOnce() {
        return concurrency > 0 ? concurrency : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }
}
