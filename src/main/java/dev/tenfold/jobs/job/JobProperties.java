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
 * How jobs are run.
 * @param threads how many jobs of each kind a worker runs at once
 * @param poll how often an idle worker looks for jobs
 * @param heartbeat how often a worker reports that it is alive; after four missing heartbeats another worker takes over its jobs
 * @param retryPause the pause before the second attempt; each further pause is twice as long, and a part of each is random
 * @param outagePause the first pause of a job that needs another service, such as the mail server, while that is unavailable; later
 * pauses are longer
 * @param outageMaxPause the longest of these pauses
 * @param outageLimit how long such a job waits; after that it has failed
 * @param shutdownGrace how long a worker that shuts down lets its jobs run before it interrupts them and queues them again
 * @param maxUnfinished how many unfinished jobs of a kind a user can have
 * @param retention how long finished jobs and their result files are kept
 * @param purgeInterval how often each worker deletes older ones
 * @param gaugeInterval how often each worker counts the unfinished jobs
 */
@Validated
@ConfigurationProperties("tenfold.job")
record JobProperties(
        @DefaultValue("4") @Min(1) @Max(100) int threads,
        @DefaultValue("200ms") @NotNull @DurationMin(millis = 10) Duration poll,
        @DefaultValue("1s") @NotNull @DurationMin(millis = 100) @DurationMax(seconds = 10) Duration heartbeat,
        @DefaultValue("1s") @NotNull @DurationMin(millis = 1) Duration retryPause,
        @DefaultValue("5s") @NotNull @DurationMin(millis = 1) Duration outagePause,
        @DefaultValue("1h") @NotNull @DurationMin(millis = 1) Duration outageMaxPause,
        @DefaultValue("4d") @NotNull @DurationMin(seconds = 1) Duration outageLimit,
        @DefaultValue("15s") @NotNull @DurationMin(millis = 0) Duration shutdownGrace,
        @DefaultValue("20") @Min(1) @Max(100_000) int maxUnfinished,
        @DefaultValue("30d") @NotNull @DurationMin(minutes = 1) Duration retention,
        @DefaultValue(PURGE_INTERVAL) @NotNull @DurationMin(millis = 100) Duration purgeInterval,
        @DefaultValue(GAUGE_INTERVAL) @NotNull @DurationMin(millis = 100) Duration gaugeInterval) {

    static final String PURGE_INTERVAL = "1m";
    static final String GAUGE_INTERVAL = "5s";
}
