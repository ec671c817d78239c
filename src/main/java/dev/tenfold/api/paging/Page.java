package dev.tenfold.api.paging;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 * @param data the rows, in the list's order
 * @param nextCursor the cursor of the next page, or null on the last page
 * @param total how many rows there are in all, if the client asked for it; counted up to {@link Total#MOST}
 */
public record Page<T>(
        @ArraySchema(maxItems = 100) List<T> data,
        @Schema(description = "Send it as `cursor` to get the next page. It is null on the last page.", example = "bmV4dCBwYWdl",
                pattern = "^[A-Za-z0-9_-]+$", maxLength = 2000) @Nullable String nextCursor,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(
                description = "Only with `include=total`: the number of rows in the whole list. 100,000 means 100,000 or more.",
                example = "300", minimum = "0", maximum = "100000") @Nullable Integer total) {

    public <R> Page<R> map(Function<? super T, ? extends R> mapping) {
        return new Page<>(data.stream().<R>map(mapping).toList(), nextCursor, total);
    }
}
