package dev.tenfold.traffic.responsecache;

import dev.tenfold.api.http.AcceptHeader;
import dev.tenfold.api.http.TrackingParameters;
import dev.tenfold.api.route.Routes;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Which requests the response cache may answer (RFC 9111, sections 3 to 5). All other requests go to their handler. */
final class CacheableRequest {

    /** Headers that ask for something other than the plain response, or for a response that belongs to the caller alone. */
    private static final Set<HttpHeader> NOT_PLAIN = EnumSet.of(HttpHeader.AUTHORIZATION, HttpHeader.CACHE_CONTROL, HttpHeader.PRAGMA,
            HttpHeader.RANGE, HttpHeader.IF_MATCH, HttpHeader.IF_UNMODIFIED_SINCE, HttpHeader.IF_MODIFIED_SINCE,
            HttpHeader.TRANSFER_ENCODING);

    private static final Pattern GZIP =
            Pattern.compile("(?:^|,)\\s*gzip\\s*(?:;\\s*q=(?<q>[0-9.]+)\\s*)?(?=,|$)", Pattern.CASE_INSENSITIVE);
    private static final Pattern ZERO = Pattern.compile("0(\\.0*)?");

    private CacheableRequest() {}

    static boolean isPublicRead(Request request) {
        String path = request.getHttpURI().getPath();
        return path != null && HttpMethod.GET.is(request.getMethod()) && Routes.isCached(path);
    }

    /** The request without its tracking parameters: they are no part of the key, and not in the links of a cached response. */
    static Request withoutTracking(Request request) {
        HttpURI uri = request.getHttpURI();
        String query = uri.getQuery();
        if (query == null) {
            return request;
        }
        String rest = TrackingParameters.without(query);
        return query.equals(rest) ? request : Request.serveAs(request, HttpURI.build(uri).query(rest));
    }

    /** Whether the headers ask for nothing but the plain response. Spring MVC answers clients that give media types a weight. */
    static boolean isPlain(HttpFields headers) {
        for (HttpField field : headers) {
            HttpHeader header = field.getHeader();
            if (header == null) {
                continue;
            }
            boolean isPlain = switch (header) {
                case ACCEPT -> AcceptHeader.isPlainlyJson(field.getValue());
                case IF_NONE_MATCH -> !"*".equals(field.getValue());
                case CONTENT_LENGTH -> field.getLongValue() == 0;
                default -> !NOT_PLAIN.contains(header);
            };
            if (!isPlain) {
                return false;
            }
        }
        return true;
    }

    /** Whether the client accepts gzip (RFC 9110, section 12.5.3). */
    static boolean takesGzip(@Nullable String acceptEncoding) {
        if (acceptEncoding == null || !acceptEncoding.contains("gzip")) {
            return false;
        }
        if (acceptEncoding.equals("gzip")) {
            return true;
        }
        Matcher gzip = GZIP.matcher(acceptEncoding);
        return gzip.find() && (gzip.group("q") == null || !ZERO.matcher(gzip.group("q")).matches());
    }
}
