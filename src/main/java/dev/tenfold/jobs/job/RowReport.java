package dev.tenfold.jobs.job;

import dev.tenfold.platform.failure.Failure.Violation;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result for the rows of a file.
 * @param rows how many were read, without empty ones
 * @param unchanged rows that changed nothing
 * @param failed rows that were skipped
 * @param errors of the first skipped rows
 * @param dryRun whether nothing was written
 * @param stopped where reading stopped before the end of the file; null if all of it was read
 */
@Schema(description = "The result of an import: how many rows were added, changed or refused.")
public record RowReport(
        @Schema(example = "100000", minimum = "0", maximum = "1000000000") long rows,
        @Schema(example = "98000", minimum = "0", maximum = "1000000000") long added,
        @Schema(example = "1500", minimum = "0", maximum = "1000000000") long changed,
        @Schema(description = "Rows that matched the stored product already.", example = "499", minimum = "0",
                maximum = "1000000000") long unchanged,
        @Schema(description = "Rows that were not imported because of an error.", example = "1", minimum = "0",
                maximum = "1000000000") long failed,
        @ArraySchema(maxItems = RowReport.MOST_ERRORS) List<RowError> errors,
        @Schema(description = "Whether this was a dry run: the numbers say what the import would do, and nothing was written.",
                example = "false") boolean dryRun,
        @Schema(description = "Where reading stopped before the end of the file. Then the job has failed; the rows before are imported.") @Nullable Stop stopped) {

    /** The maximum number of errors in the report; further ones are only counted. */
    public static final int MOST_ERRORS = 1000;

    /**
     * Why a row was skipped.
     * @param line the line of the file where the row begins, counted from 1
     */
    public record RowError(
            @Schema(example = "7", minimum = "1", maximum = "1000000000") long line,
            @ArraySchema(maxItems = 100) List<Violation> errors) {}

    /**
     * Where reading stopped, and why.
     * @param line the first line that was not read, counted from 1
     * @param unreadLines how many lines were not read
     */
    public record Stop(
            @Schema(example = "18", minimum = "1", maximum = "1000000000") long line,
            @Schema(description = "How many lines of the file were not read.", example = "42", minimum = "1",
                    maximum = "1000000000") long unreadLines,
            @Schema(example = "The file has more than 100000 rows", maxLength = 2000) String detail) {}
}
