package dev.tenfold.traffic.loadshedding;

import dev.tenfold.api.route.RequestClass;
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
 * How many requests an instance processes at once, and for how long.
 *
 * @param enabled whether requests are refused when there are too many; false only for benchmarks of something else
 * @param minConcurrency the limit on active requests never drops below this
 * @param maxConcurrency the highest limit. Each active request uses a thread, so there must be more threads than this
 * (server.jetty.threads.max)
 * @param guaranteed up to this many active and waiting requests, none is refused before its deadline
 * @param maxWait how long a request may wait for a place when there are more requests than {@code guaranteed}
 * @param maxWaiting how many requests may wait
 * @param latencyTarget a mean latency up to this never lowers the limit
 * @param tolerance the limit drops when requests take this many times their normal latency
 * @param signIns the maximum of active sign-ins, which the limit does not count. It is as many as may hash or wait for it
 * (tenfold.password) and a few more. Beyond it, a sign-in is refused here, before it costs a hundred times as much
 * @param listShare lists are admitted only while less than this share of the limit is in use
 * @param readShare reads are admitted only while less than this share of the limit is in use
 * @param deadline how long a request may take; a client may ask for less
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
                    + ". It must not be more than tenfold.loadshedding.max-concurrency, which is " + maxConcurrency);
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
