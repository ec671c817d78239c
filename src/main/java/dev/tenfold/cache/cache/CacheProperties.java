package dev.tenfold.cache.cache;

import dev.tenfold.cache.batch.Batcher;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How long values are cached, and how misses are loaded.
 * @param enabled whether anything is cached; false only to measure the effect of caching
 * @param userTtl how long a user stays in Redis
 * @param productTtl how long a product stays in Redis
 * @param pageTtl how long a page of the product list stays in Redis
 * @param absentTtl how long the absence of a row is cached
 * @param lease how long a loader may take before another may load the same value
 * @param maxWait how long a reader waits for another's load before it loads the value itself
 * @param local the cache in the memory of this process
 * @param concurrency how many statements load missing values at once, for each kind of value; loads of rows by id use half as many, with
 * more rows each
 * @param loadRows how many rows one statement loads
 * @param queue how many loads of a kind may wait; more are refused with 503
 * @param maxQueueWait how long a load may wait; after that it is refused with 503
 * @param pageQueries how many different queries of the product list each process may add to Redis during one {@code page-ttl}
 */
@Validated
@ConfigurationProperties("tenfold.cache")
record CacheProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("5m") @NotNull @DurationMin(seconds = 1) Duration userTtl,
        @DefaultValue("1h") @NotNull @DurationMin(seconds = 1) Duration productTtl,
        @DefaultValue("1m") @NotNull @DurationMin(seconds = 1) Duration pageTtl,
        @DefaultValue("5s") @NotNull @DurationMin(millis = 100) Duration absentTtl,
        @DefaultValue("2s") @NotNull @DurationMin(millis = 100) Duration lease,
        @DefaultValue("500ms") @NotNull @DurationMin(millis = 1) Duration maxWait,
        @DefaultValue @Valid @NotNull Local local,
        @DefaultValue("4") @Min(1) @Max(64) int concurrency,
        @DefaultValue("100") @Min(1) @Max(1000) int loadRows,
        @DefaultValue("10000") @Min(1) @Max(100_000) int queue,
        @DefaultValue("2s") @NotNull @DurationMin(millis = 10) Duration maxQueueWait,
        @DefaultValue("2000") @Min(0) @Max(1_000_000) int pageQueries) {

    /** PostgreSQL keeps a plan for each batch size and each statement in it, on each connection: so there must be few sizes. */
    private static final int FEW = 4;

    Batcher.Limits rows() {
        return new Batcher.Limits(Math.max(1, concurrency / 2), loadRows, loadRows, queue, maxQueueWait);
    }

    /** For loads that are sent together but still cost one statement each: the first result waits for the last statement. */
    Batcher.Limits few() {
        return new Batcher.Limits(concurrency, FEW, FEW, queue, maxQueueWait);
    }

    /** For loads that cannot be combined. */
    Batcher.Limits oneByOne() {
        return new Batcher.Limits(concurrency, 1, 1, queue, maxQueueWait);
    }

    /**
     * The cache in the memory of this process.
     * @param maxSize how many bytes of values each process keeps; 0 keeps none
     * @param ttl how long a process keeps a value that nobody changes before it asks Redis again
     */
    record Local(@DefaultValue("64MB") @NotNull DataSize maxSize, @DefaultValue("1m") @NotNull @DurationMin(millis = 100) Duration ttl) {}
}
