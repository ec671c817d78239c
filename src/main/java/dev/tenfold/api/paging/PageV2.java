package dev.tenfold.api.paging;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/**
 * A page of a list, as clients of version 2 see it.
 * @param data the rows, in the list's order
 * @param page where the list goes on
 * @param total how many rows there are in all, if the client asked for it; counted up to {@link Total#MOST}
 */
public record PageV2<T>(
        @ArraySchema(maxItems = 100) List<T> data,
        PageInfo page,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(
                description = "Only with `include=total`: the number of rows in the whole list. 100,000 means 100,000 or more.",
                example = "300", minimum = "0", maximum = "100000") @Nullable Integer total) {

    /** What a client needs for the next page. */
    @Schema(name = "PageInfo")
    public record PageInfo(
            @Schema(description = "Send it as `cursor` to get the next page. It is null on the last page.", example = "bmV4dCBwYWdl",
                    pattern = "^[A-Za-z0-9_-]+$", maxLength = 2000) @Nullable String next,
            @Schema(description = "The largest number of rows on a page: `limit` of the request, or the default.", example = "20",
                    minimum = "1", maximum = "100") int limit) {}

    /**
     * The answer of version 1, with the page as clients of version 2 see it.
     * @param paging the page that the client asked for
     */
    public static <T> ResponseEntity<PageV2<T>> of(ResponseEntity<Page<T>> answer, Paging paging) {
        Page<T> page = Objects.requireNonNull(answer.getBody(), "a list always has a body");
        return new ResponseEntity<>(of(page, paging), answer.getHeaders(), answer.getStatusCode());
    }

    /** @param paging the page that the client asked for */
    public static <T> PageV2<T> of(Page<T> page, Paging paging) {
        return new PageV2<>(page.data(), new PageInfo(page.nextCursor(), paging.rows()), page.total());
    }
}
