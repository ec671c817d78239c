package dev.tenfold.api.paging;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a list a client asks for.
 *
 * @param limit how many rows, 20 when null
 * @param cursor the {@code next_cursor} of the page before, or null for the first page
 * @param include {@code total} to have the rows counted as well
 */
public record Paging(
        @Parameter(description = "How many rows.",
                schema = @Schema(type = "integer", format = "int32", minimum = "1", maximum = "100",
                        defaultValue = "20")) @Min(1) @Max(100) @Nullable Integer limit,
        @Parameter(description = "The `next_cursor` of the page before, with the same filter and sort.",
                schema = @Schema(maxLength = 2000)) @Size(
                        max = 2000) @Nullable String cursor,
        @Parameter(description = "`total` to have the rows counted.",
                schema = @Schema(allowableValues = "total")) @Pattern(regexp = "^total$") @Nullable String include) {

    /** How many rows a page has where nobody says. */
    public static final int DEFAULT_LIMIT = 20;

    public int rows() {
        return limit == null ? DEFAULT_LIMIT : limit;
    }

    public boolean wantsTotal() {
        return include != null;
    }
}
