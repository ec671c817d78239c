package dev.tenfold.jobs.job;

import dev.tenfold.platform.failure.Failure.Violation;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * What became of the rows of a file.
 *
 * @param rows how many were read
 * @param unchanged rows that say what was so already
 * @param failed rows that were passed over
 * @param errors of the first of those
 */
@Schema(description = "What became of the rows of a file.")
public record RowReport(
        @Schema(example = "100000", minimum = "0", maximum = "1000000000") long rows,
        @Schema(example = "98000", minimum = "0", maximum = "1000000000") long added,
        @Schema(example = "1500", minimum = "0", maximum = "1000000000") long changed,
        @Schema(description = "Rows that say what was so already.", example = "499", minimum = "0",
                maximum = "1000000000") long unchanged,
        @Schema(description = "Rows that were passed over.", example = "1", minimum = "0", maximum = "1000000000") long failed,
        @ArraySchema(maxItems = RowReport.MOST_ERRORS) List<RowError> errors) {

    /** So many errors are told; the others are only counted. */
    public static final int MOST_ERRORS = 1000;

    /**
     * Why a row was passed over.
     *
     * @param line of the file, from 1, where the row begins
     */
    public record RowError(
            @Schema(example = "7", minimum = "1", maximum = "1000000000") long line,
            @ArraySchema(maxItems = 100) List<Violation> errors) {}
}
