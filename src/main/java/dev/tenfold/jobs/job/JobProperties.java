package dev.tenfold.jobs.job;

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
 * How jobs are worked off.
 *
 * @param threads how many jobs a worker runs at once
 * @param poll how often an idle worker looks for jobs
 * @param heartbeat how often a worker says that it lives; after four that are missing its jobs are another's
 * @param retryPause before the second attempt; each further pause is twice as long, and a part of each is chance
 * @param shutdownGrace how long a worker that stops lets its jobs go on, before it hands them back
 * @param retention how long jobs that have finished are kept, and the files that they made
 * @param purgeInterval how often each worker forgets older ones
 * @param gaugeInterval how often each worker counts the jobs that are to do
 */
@Validated
@ConfigurationProperties("tenfold.job")
record JobProperties(
        @DefaultValue("8") @Min(1) @Max(100) int threads,
        @DefaultValue("200ms") @NotNull @DurationMin(millis = 10) Duration poll,
        @DefaultValue("1s") @NotNull @DurationMin(millis = 100) @DurationMax(seconds = 10) Duration heartbeat,
        @DefaultValue("1s") @NotNull @DurationMin(millis = 1) Duration retryPause,
        @DefaultValue("15s") @NotNull @DurationMin(millis = 0) Duration shutdownGrace,
        @DefaultValue("30d") @NotNull @DurationMin(minutes = 1) Duration retention,
        @DefaultValue("1m") @NotNull @DurationMin(millis = 100) Duration purgeInterval,
        @DefaultValue("5s") @NotNull @DurationMin(millis = 100) Duration gaugeInterval) {}
