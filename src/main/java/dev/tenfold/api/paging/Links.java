package dev.tenfold.api.paging;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/** Adds the link to the next page to a response (RFC 8288). */
public final class Links {

    private static final String CURSOR = "cursor=";

    private Links() {}

    /** Adds {@code Link: <...>; rel="next"} if there is a next page. The target is relative, so it is correct behind any proxy. */
    public static ResponseEntity.BodyBuilder withNext(ResponseEntity.BodyBuilder answer, Page<?> page, HttpServletRequest request) {
        String link = toNext(request.getRequestURI(), request.getQueryString(), page);
        return link == null ? answer : answer.header(HttpHeaders.LINK, link);
    }

    /**
     * The value of {@code Link} with the next page; null if there is none.
     * @param query the query of the request, still encoded
     */
    public static @Nullable String toNext(String path, @Nullable String query, Page<?> page) {
        return page.nextCursor() == null ? null : "<" + path + "?" + query(query, page.nextCursor()) + ">; rel=\"next\"";
    }

    /** The query, still encoded, with another cursor. */
    private static String query(@Nullable String raw, String cursor) {
        if (raw == null) {
            return CURSOR + cursor;
        }
        if (!raw.contains(CURSOR)) {
            return raw + "&" + CURSOR + cursor;
        }
        return Stream.concat(Arrays.stream(raw.split("&")).filter(parameter -> !parameter.startsWith(CURSOR)), Stream.of(CURSOR + cursor))
                .collect(Collectors.joining("&"));
    }
}
