package dev.tenfold.shop.checkout;

import dev.tenfold.cache.batch.Batcher;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How orders are batched.
 * @param concurrency how many batches are committed at once; each uses one connection
 * @param batchOrders the maximum number of orders in one transaction; with 1, each has its own
 * @param batchLines no further order joins a batch that has this many order lines
 * @param queue how many orders may wait; more are refused with 503
 * @param maxUnpaid how many unpaid orders a user may have; 0 for any number. It may be exceeded by orders of other batches that are placed
 * at the same moment
 * @param maxWait how long an order may wait for a batch; after that it is refused with 503
 */
@Validated
@ConfigurationProperties("tenfold.checkout")
record CheckoutProperties(
        @DefaultValue("2") @Min(1) @Max(64) int concurrency,
        @DefaultValue("64") @Min(1) @Max(1000) int batchOrders,
        @DefaultValue("1000") @Min(1) @Max(100_000) int batchLines,
        @DefaultValue("1000") @Min(1) @Max(100_000) int queue,
        @DefaultValue("0") @Min(0) @Max(100_000) int maxUnpaid,
        @DefaultValue("2s") @NotNull @DurationMin(millis = 10) Duration maxWait) {

    Batcher.Limits limits() {
        return new Batcher.Limits(concurrency, batchOrders, batchLines, queue, maxWait);
    }
}
