package dev.tenfold.door;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Which requests the door may answer (RFC 9111, sections 3 to 5); every other takes the long way. */
final class Passable {

    private static final String PREFIX = "/api/v1/products";
    /** Headers that ask for something else than the plain answer, or for nobody's but the caller's. */
    private static final List<String> NOT_FOR_THE_DOOR = List.of(HttpHeaders.AUTHORIZATION, HttpHeaders.CACHE_CONTROL, HttpHeaders.PRAGMA,
            HttpHeaders.RANGE, HttpHeaders.IF_MATCH, HttpHeaders.IF_UNMODIFIED_SINCE, HttpHeaders.IF_MODIFIED_SINCE,
            HttpHeaders.TRANSFER_ENCODING);

    private static final Pattern GZIP =
            Pattern.compile("(?:^|,)\\s*gzip\\s*(?:;\\s*q=(?<q>[0-9.]+)\\s*)?(?=,|$)", Pattern.CASE_INSENSITIVE);
    private static final Pattern ZERO = Pattern.compile("0(\\.0*)?");

    private Passable() {}

    static boolean isPublicRead(HttpServletRequest request) {
        return "GET".equals(request.getMethod()) && request.getRequestURI().startsWith(PREFIX);
    }

    static boolean passes(HttpServletRequest request) {
        for (String header : NOT_FOR_THE_DOOR) {
            if (request.getHeader(header) != null) {
                return false;
            }
        }
        return request.getContentLengthLong() <= 0 && takesJson(request.getHeader(HttpHeaders.ACCEPT))
                && !"*".equals(request.getHeader(HttpHeaders.IF_NONE_MATCH));
    }

    /** Plain wishes only: whoever weighs media types against each other is heard by MVC. */
    private static boolean takesJson(@Nullable String accept) {
        return accept == null || accept.equals("*/*") || accept.equals("application/json") || accept.equals("application/json, */*");
    }

    /** Whether a coding may be gzip (RFC 9110, section 12.5.3). */
    static boolean takesGzip(@Nullable String acceptEncoding) {
        if (acceptEncoding == null || !acceptEncoding.contains("gzip")) {
            return false;
        }
        Matcher gzip = GZIP.matcher(acceptEncoding);
        return gzip.find() && (gzip.group("q") == null || !ZERO.matcher(gzip.group("q")).matches());
    }
}
