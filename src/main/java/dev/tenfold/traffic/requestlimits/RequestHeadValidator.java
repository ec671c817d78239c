package dev.tenfold.traffic.requestlimits;

import dev.tenfold.api.http.EntityTags;
import dev.tenfold.api.problem.ProblemResponses;
import dev.tenfold.api.request.Uploads;
import dev.tenfold.platform.failure.Failure;
import dev.tenfold.platform.failure.Failure.Malformed;
import dev.tenfold.platform.failure.Failure.Misdirected;
import dev.tenfold.platform.failure.Failure.Refused;
import dev.tenfold.platform.failure.Failure.TooLarge;
import dev.tenfold.platform.failure.Failure.UnsupportedCoding;
import dev.tenfold.platform.failure.ProblemCode;
import java.util.Locale;
import java.util.Objects;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a request whose head is invalid: an unknown host, an encoded body, a body that is too long, too many headers or parameters,
 * entity tags without quotes.
 */
final class RequestHeadValidator extends Handler.Wrapper {

    private static final int MAX_HEADERS = 100;
    private static final int MAX_PARAMETERS = 50;
    private static final String NOT_IN_QUERIES = "\"#<>[\\]^`{|}";

    private final RequestLimitProperties properties;
    private final ProblemResponses problems;

    RequestHeadValidator(RequestLimitProperties properties, ProblemResponses problems) {
        this.properties = properties;
        this.problems = problems;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Failure failure = failure(request);
        if (failure == null) {
            return super.handle(request, response, callback);
        }
        if (request.getLength() != 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close"); // the body is not read
        }
        problems.write(failure, request, response, callback);
        return true;
    }

    private @Nullable Failure failure(Request request) {
        if (HttpMethod.CONNECT.is(request.getMethod())) {
            return new Refused(HttpStatus.NOT_IMPLEMENTED_501, "This service is no proxy");
        }
        if (request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)
                && request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_1_1) { // RFC 9112, section 6.1
            return new Malformed(ProblemCode.MALFORMED_REQUEST, "Transfer-Encoding is allowed in HTTP/1.1 only");
        }
        long longest = longest(request);
        if (request.getLength() > longest) {
            return new TooLarge(longest);
        }
        if (request.getHeaders().size() > MAX_HEADERS) {
            return new Refused(HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431, "A request may have up to " + MAX_HEADERS + " headers");
        }
        String query = request.getHttpURI().getQuery();
        if (query != null && !isQuery(query)) {
            return new Malformed(ProblemCode.MALFORMED_REQUEST,
                    "A query has up to " + MAX_PARAMETERS + " parameters, and characters other than those of RFC 3986 are encoded");
        }
        if (!properties.hosts().isEmpty() && !properties.hosts().contains(Request.getServerName(request).toLowerCase(Locale.ROOT))) {
            return new Misdirected();
        }
        HttpHeader condition = invalidCondition(request.getHeaders());
        if (condition != null) {
            return new Malformed(ProblemCode.MALFORMED_REQUEST,
                    condition.asString() + " has entity tags in double quotes, separated by commas, such as \"v1\"; or it is *");
        }
        String coding = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
        return coding == null || coding.equalsIgnoreCase("identity") ? null : new UnsupportedCoding();
    }

    /** The header of a conditional request whose entity tags are not in quotes: no version would ever match. */
    private static @Nullable HttpHeader invalidCondition(HttpFields headers) {
        for (HttpField field : headers) {
            HttpHeader header = field.getHeader();
            if ((header == HttpHeader.IF_MATCH || header == HttpHeader.IF_NONE_MATCH)
                    && !EntityTags.isList(Objects.requireNonNullElse(field.getValue(), ""))) {
                return header;
            }
        }
        return null;
    }

    /** Whether this is a valid query of a URI (RFC 3986, section 3.4). Jetty's parser accepts any character. */
    private static boolean isQuery(String query) {
        int parameters = 1;
        for (int i = 0; i < query.length(); i++) {
            char c = query.charAt(i);
            if (c <= ' ' || c > '~' || NOT_IN_QUERIES.indexOf(c) >= 0) {
                return false;
            }
            parameters += c == '&' ? 1 : 0;
        }
        return parameters <= MAX_PARAMETERS;
    }

    /**
     * A body that is a little too long is read and discarded, so that its client sees the response. A longer body is not read at all.
     */
    private long longest(Request request) {
        return Uploads.isOne(request) ? properties.maxUpload().toBytes()
                : (long) properties.longestBody(request) + BodyBufferingHandler.THROWN_AWAY;
    }
}
