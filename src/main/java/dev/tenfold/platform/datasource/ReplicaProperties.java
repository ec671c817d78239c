package dev.tenfold.platform.datasource;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The replicas of PostgreSQL that serve reads.
 * @param url the JDBC URLs of the replicas, separated by commas, with one host each; empty to read from the primary only
 * @param maxLag a replica that is further behind is not read
 * @param trackWrites whether the positions of users' writes are stored although this instance reads from no replica: for the time in which
 * only some instances do
 * @param rememberWrites how long the position of a user's write is stored; at least twice {@code max-lag}
 * @param poolSize how many connections each instance opens to each replica at most
 * @param poll how often each instance asks the primary and each replica for its position
 */
@Validated
@ConfigurationProperties("tenfold.replica")
record ReplicaProperties(
        @DefaultValue @NotNull List<@Pattern(regexp = "jdbc:postgresql://.+") String> url,
        @DefaultValue("5s") @NotNull @DurationMin(seconds = 1) @DurationMax(seconds = 60) Duration maxLag,
        @DefaultValue("false") boolean trackWrites,
        @DefaultValue("10s") @NotNull @DurationMin(seconds = 2) @DurationMax(seconds = 300) Duration rememberWrites,
        @DefaultValue("10") @Min(1) @Max(200) int poolSize,
        @DefaultValue("200ms") @NotNull @DurationMin(millis = 10) @DurationMax(seconds = 1) Duration poll) {

    @AssertTrue(message = "rememberWrites must be at least twice maxLag")
    boolean isRememberWritesLongEnough() {
        return rememberWrites.compareTo(maxLag.multipliedBy(2)) >= 0;
    }

    @AssertTrue(message = "maxLag must be at least four times poll")
    boolean isPollOftenEnough() {
        return maxLag.compareTo(poll.multipliedBy(4)) >= 0;
    }

    boolean isTracking() {
        return trackWrites || !url.isEmpty();
    }
}
