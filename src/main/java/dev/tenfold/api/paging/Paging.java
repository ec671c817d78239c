package dev.tenfold.api.paging;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;

/**
 * The page of a list that a client asks for.
 * @param limit how many rows, 20 if null
 * @param cursor the cursor that the previous page has for its next page, or null for the first page
 * @param include {@code total} to count the rows as well
 */
public record Paging(
        @Parameter(description = "The number of rows on a page.",
                schema = @Schema(type = "integer", format = "int32", minimum = "1", maximum = "100",
                        defaultValue = "20")) @Min(1) @Max(100) @Nullable Integer limit,
        @Parameter(description = "The cursor of the page, which the page before it has. Use the same filter and sort as there.",
                schema = @Schema(maxLength = 2000)) @CodePointLength(max = 2000) @Nullable String cursor,
        @Parameter(description = "`total` adds the number of rows in the whole list.",
                schema = @Schema(allowableValues = "total")) @Pattern(regexp = "^total$") @Nullable String include) {

    /** How many rows a page has by default. */
    public static final int DEFAULT_LIMIT = 20;

    public int rows() {
        return limit == null ? DEFAULT_LIMIT : limit;
    }

    /** The same page with no more than so many rows. */
    public Paging atMost(int most) {
        return most < rows() ? new Paging(most, cursor, include) : this;
    }

    public boolean wantsTotal() {
        return include != null;
    }
}
