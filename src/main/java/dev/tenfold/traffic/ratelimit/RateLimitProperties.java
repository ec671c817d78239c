package dev.tenfold.traffic.ratelimit;

import dev.tenfold.api.route.PathRule;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Null;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Rate limits. docs/limits.md explains each member of a policy.
 *
 * @param enabled whether anything is limited at all; false is for a benchmark, and the log says so
 * @param timeout how long a request waits for Redis before it is counted in this process
 * @param buckets how many subjects (addresses, users) each process keeps in memory
 * @param policies by their names; those that are shipped stand in application.yaml
 */
@Validated
@ConfigurationProperties("tenfold.ratelimit")
record RateLimitProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("50ms") @NotNull @DurationMin(millis = 1) Duration timeout,
        @DefaultValue("50000") @Min(100) @Max(10_000_000) int buckets,
        @DefaultValue Map<@Pattern(regexp = "[a-z][a-z0-9]{0,31}", message = "a name is 1 to 32 of a-z and 0-9, a letter first") String,
                @Valid Settings> policies) {

    /**
     * One policy as it is configured; {@code refillTokens} is the capacity where it is left out. {@code period} and {@code burst} are the
     * names of earlier releases: to ignore them would change the limit silently.
     */
    record Settings(
            @DefaultValue("true") boolean enabled,
            @DefaultValue List<@Pattern(regexp = "[A-Z]+", message = "methods are in capitals, such as GET") String> methods,
            @DefaultValue @NotEmpty(message = "is missing, such as /api/**") List<PathRule> paths,
            @DefaultValue List<PathRule> exceptPaths,
            @Min(1) @Nullable Integer version,
            @NotNull(message = "is missing: address, anonymous, user, account or everybody") Counts counts,
            @DefaultValue("0") @Min(1) @Max(1_000_000_000) int capacity,
            @Min(1) @Max(1_000_000_000) @Nullable Integer refillTokens,
            @NotNull @DurationMin(seconds = 1) @DurationMax(days = 7) Duration refillPeriod,
            @DefaultValue("greedy") Refill refill,
            @DefaultValue("share") WithoutRedis withoutRedis,
            @DefaultValue("false") boolean exemptAdmins,
            @Null(message = "is called refill-period now") @Nullable String period,
            @Null(message = "is called capacity now, and what was the capacity is called refill-tokens") @Nullable String burst) {

        int tokens() {
            return Objects.requireNonNullElse(refillTokens, capacity);
        }

        /** How long an empty bucket takes to be full. */
        Duration timeToFill() {
            return refill == Refill.GREEDY ? refillPeriod.multipliedBy(capacity).dividedBy(tokens())
                    : refillPeriod.multipliedBy(Math.ceilDiv(capacity, tokens()));
        }

        @AssertTrue(
                message = "an empty bucket needs over 100 years to be full (capacity / refill-tokens * refill-period): raise refill-tokens too")
        boolean isFilledInTime() { // in nanoseconds, 292 years fit into a long
            return refillPeriod == null || tokens() < 1 || timeToFill().toDays() <= 36_500;
        }
    }

    /** Whose requests a policy counts together: {@code ANONYMOUS} those of an address without credentials, {@code ACCOUNT} wrong passwords of one. */
    enum Counts {
        ADDRESS,
        ANONYMOUS,
        USER,
        ACCOUNT,
        EVERYBODY
    }

    /** How tokens come back, as Bucket4j names it: one by one over the period, or all at its end. */
    enum Refill {
        GREEDY,
        INTERVALLY
    }

    /** What each instance allows while Redis is unavailable. */
    enum WithoutRedis {
        SHARE,
        STRICT,
        OPEN
    }
}
