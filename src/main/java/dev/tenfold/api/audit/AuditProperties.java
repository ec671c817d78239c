package dev.tenfold.api.audit;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How audit events are kept.
 * @param retention how long they are kept
 * @param purgeInterval how often each worker deletes older ones
 * @param flushInterval how often each instance writes the failures that it has counted
 * @param maxFailures how many rows each instance writes at most in such an interval; further failures are one row, without their account
 * and address
 */
@Validated
@ConfigurationProperties("tenfold.audit")
record AuditProperties(
        @DefaultValue("400d") @NotNull @DurationMin(days = 1) @DurationMax(days = 36_500) Duration retention,
        @DefaultValue(PURGE_INTERVAL) @NotNull @DurationMin(millis = 100) Duration purgeInterval,
        @DefaultValue(FLUSH_INTERVAL) @NotNull @DurationMin(millis = 100) Duration flushInterval,
        @DefaultValue("50") @Min(1) @Max(10_000) int maxFailures) {

    static final String PURGE_INTERVAL = "1m";
    static final String FLUSH_INTERVAL = "10s";
}
