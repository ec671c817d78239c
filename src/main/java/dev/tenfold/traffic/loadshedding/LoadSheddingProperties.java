package dev.tenfold.traffic.loadshedding;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What an instance takes on at once, and for how long.
 *
 * @param enabled whether requests are refused at all when there are too many: not for a benchmark of something else
 * @param minConcurrency the limit on requests at work never sinks below this
 * @param maxConcurrency the limit where there is no hurry; each request at work has a thread, so there must be more of them (server.jetty.threads.max)
 * @param guaranteed while no more requests than these are active or wait, none is refused before its deadline
 * @param maxWait how long a request may wait for a place where there are more
 * @param maxWaiting how many may wait
 * @param latencyTarget requests that take this long on average are not late, whatever they take when there is no hurry
 * @param tolerance how many times longer than without hurry requests may take before the limit sinks
 * @param signIns the most sign-ins at work, which the limit does not count: as many as may be hashed and wait for it (tenfold.password), and a few on their way there. One more
 *        would be refused there, after it had cost a hundred times as much
 * @param listShare the share of the limit beyond which no list is taken on
 * @param readShare the share of the limit beyond which no read is taken on
 * @param deadline how long a request is worked for; a client may ask for less
 */
@Validated
@ConfigurationProperties("tenfold.loadshedding")
record LoadSheddingProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("96") @Min(2) @Max(10_000) int minConcurrency,
        @DefaultValue("256") @Min(2) @Max(10_000) int maxConcurrency,
        @DefaultValue("112") @Min(0) @Max(10_000) int guaranteed,
        @DefaultValue("100ms") @DurationMin(millis = 0) @DurationMax(seconds = 30) Duration maxWait,
        @DefaultValue("1024") @Min(0) @Max(100_000) int maxWaiting,
        @DefaultValue("25ms") @DurationMin(millis = 1) @DurationMax(seconds = 10) Duration latencyTarget,
        @DefaultValue("3") @DecimalMin("1.1") @DecimalMax("100") double tolerance,
        @DefaultValue("40") @Min(1) @Max(10_000) int signIns,
        @DefaultValue("0.6") @DecimalMin("0.1") @DecimalMax("1") double listShare,
        @DefaultValue("0.8") @DecimalMin("0.1") @DecimalMax("1") double readShare,
        @DefaultValue("30s") @DurationMin(millis = 100) @DurationMax(seconds = 300) Duration deadline) {

    LoadSheddingProperties {
        if (minConcurrency > maxConcurrency) {
            throw new IllegalArgumentException("tenfold.loadshedding.min-concurrency is " + minConcurrency
                    + ", more than tenfold.loadshedding.max-concurrency, " + maxConcurrency);
        }
        if (listShare > readShare) {
            throw new IllegalArgumentException(
                    "tenfold.loadshedding.list-share is " + listShare + ", more than read-share, " + readShare
                            + ": lists are refused before reads");
        }
    }

    double share(RequestClass kind) {
        return switch (kind) {
            case ORDERS, SIGN_IN -> 1;
            case READS -> readShare;
            case LISTS -> listShare;
        };
    }
}
