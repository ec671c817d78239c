package dev.tenfold.traffic.apiversion;

import dev.tenfold.api.problem.ProblemResponses;
import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.api.route.Routes;
import dev.tenfold.platform.failure.Failure.VersionGone;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Announces the end of version 1 in each of its answers: {@code Deprecation} (RFC 9745), {@code Sunset} (RFC 8594) and a link to the
 * successor (RFC 5829). The headers are added when a response is written, outside of the response cache. So cached answers and refusals
 * have them too; Spring MVC never sees these. After the end, requests are refused if {@code enforced} is set.
 */
@Component
public final class VersionEndHandler extends Handler.Wrapper {

    private static final String DEPRECATION = "Deprecation";
    private static final String SUNSET = "Sunset";
    private static final String SUCCESSOR = ">; rel=\"successor-version\"";
    private static final String ROOT = ApiVersion.V1.path(ApiVersion.ROOT);
    private static final String NEXT = ApiVersion.V2.path(ApiVersion.ROOT);
    private static final HttpField DOCUMENT = successor(Routes.DOCUMENTS + "/" + ApiVersion.V2.segment());

    private final ProblemResponses problems;
    private final Clock clock;
    private final @Nullable End end;

    VersionEndHandler(VersionEndProperties properties, ProblemResponses problems, Clock clock) {
        this.problems = problems;
        this.clock = clock;
        this.end = End.of(properties);
    }

    /** @param refusedFrom null if requests are never refused */
    private record End(HttpField deprecation, HttpField sunset, @Nullable Instant refusedFrom) {

        static @Nullable End of(VersionEndProperties properties) {
            Instant deprecated = properties.deprecatedAt();
            Instant sunset = properties.sunsetAt();
            return deprecated == null || sunset == null ? null
                    : new End(new PreEncodedHttpField(DEPRECATION, "@" + deprecated.getEpochSecond()),
                            new PreEncodedHttpField(SUNSET, DateGenerator.formatDate(sunset.toEpochMilli())),
                            properties.enforced() ? sunset : null);
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (end == null || ApiVersion.ofPath(path(request)) != ApiVersion.V1) {
            return super.handle(request, response, callback);
        }
        var outer = new EndingResponse(request, response, end);
        if (end.refusedFrom != null && !clock.instant().isBefore(end.refusedFrom)) {
            problems.write(new VersionGone("Version 1 ended on " + end.sunset.getValue() + ": use version 2"), request, outer, callback);
            return true;
        }
        return super.handle(request, outer, callback);
    }

    /** The handler of errors that Jetty finds before a request comes to this handler, with the same headers. */
    public Request.Handler around(Request.Handler errors) {
        return end == null ? errors : (request, response, callback) -> errors.handle(request,
                ApiVersion.ofPath(path(request)) == ApiVersion.V1 ? new EndingResponse(request, response, end) : response, callback);
    }

    /** The decoded path; empty if the request has none, as {@code CONNECT}. */
    private static String path(Request request) {
        return request.getHttpURI() == null ? "" : Objects.requireNonNullElse(request.getHttpURI().getCanonicalPath(), "");
    }

    /** The same path in the next version if it has one with this method, otherwise the document of the next version. */
    private static HttpField successor(Request request) {
        String path = path(request);
        String next = NEXT + path.substring(ROOT.length());
        return isPlain(next) && Routes.find(request.getMethod(), next) != null ? successor(next) : DOCUMENT;
    }

    private static HttpField successor(String target) {
        return new HttpField(HttpHeader.LINK, "<" + target + SUCCESSOR);
    }

    /** Whether the path can be in a link as it is. */
    private static boolean isPlain(String path) {
        return path.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '-'
                || c == '.' || c == '_');
    }

    /** Adds the headers when the response is written. */
    private static final class EndingResponse extends Response.Wrapper {

        private final End end;
        private boolean announced;

        EndingResponse(Request request, Response response, End end) {
            super(request, response);
            this.end = end;
        }

        @Override
        public void write(boolean last, @Nullable ByteBuffer bytes, Callback callback) {
            if (!announced && !isCommitted()) {
                announced = true;
                HttpFields.Mutable headers = getHeaders();
                headers.put(end.deprecation);
                headers.put(end.sunset);
                headers.add(successor(getRequest()));
            }
            super.write(last, bytes, callback);
        }
    }
}
