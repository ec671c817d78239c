package dev.tenfold.api.paging;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/** Adds the link to the next page to a response (RFC 8288). */
public final class Links {

    private static final String CURSOR = "cursor=";

    private Links() {}

    /** Adds {@code Link: <...>; rel="next"} if there is a next page. The target is relative, so it is correct behind any proxy. */
    public static ResponseEntity.BodyBuilder withNext(ResponseEntity.BodyBuilder answer, Page<?> page, HttpServletRequest request) {
        if (page.nextCursor() != null) {
            answer.header(HttpHeaders.LINK, "<" + request.getRequestURI() + "?" + query(request, page.nextCursor()) + ">; rel=\"next\"");
        }
        return answer;
    }

    /** The query of the request, still encoded, with another cursor. */
    private static String query(HttpServletRequest request, String cursor) {
        String raw = request.getQueryString();
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
