package dev.tenfold.shop.productimport;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How files of products are imported.
 * @param rowsPerSecond how many rows of one file are written per second at most, to limit the load on whatever shares the database with
 * the worker
 */
@Validated
@ConfigurationProperties("tenfold.productimport")
record ImportProperties(
        @DefaultValue("100000") @Min(10) @Max(100_000) int rowsPerSecond) {

    private static final int BATCHES_PER_SECOND = 10;
    private static final int MOST = 1_000;

    /** The maximum number of rows in one transaction. Smaller transactions hold their locks for a shorter time. */
    int batch() {
        return Math.min(MOST, rowsPerSecond / BATCHES_PER_SECOND);
    }
}
