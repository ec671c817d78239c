package dev.tenfold.shop.productimport;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How files are read into the catalog.
 *
 * @param rowsPerSecond how many rows of one file are written a second at most: what shares its machines with a worker is held up no more than that
 */
@Validated
@ConfigurationProperties("tenfold.productimport")
record ImportProperties(
        @DefaultValue("100000") @Min(10) @Max(100_000) int rowsPerSecond) {

    private static final int BATCHES_PER_SECOND = 10;
    private static final int MOST = 1_000;

    /** How many rows are written by one transaction at most: the fewer, the shorter is each moment in which they are in the way of others. */
    int batch() {
        return Math.min(MOST, rowsPerSecond / BATCHES_PER_SECOND);
    }
}
