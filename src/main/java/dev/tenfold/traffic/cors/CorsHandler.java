package dev.tenfold.traffic.cors;

import dev.tenfold.api.problem.ProblemResponses;
import dev.tenfold.api.request.CommonHeaders;
import dev.tenfold.api.request.RequestInfo;
import dev.tenfold.api.route.Route;
import dev.tenfold.api.route.Routes;
import dev.tenfold.platform.failure.Failure.Forbidden;
import dev.tenfold.platform.failure.Failure.NotFound;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Lets pages of the configured origins call the service (Fetch Standard, section 3.3). The headers are added when a response is written,
 * outside of the response cache. So a cached response, which is the same for all origins, gets them too, and so do refusals.
 * <p>Preflights are answered here: without credentials, which browsers do not send, and without counting them, because this answer costs
 * less than a refusal. Jetty's {@code CrossOriginHandler} does not fit. It sets the headers before a response is made, so that the response
 * cache would store them and an error would lose them, and it has one list of methods for all routes.
 */
@Component
public final class CorsHandler extends Handler.Wrapper {

    /** The headers of the contract that a page may send. */
    static final List<String> REQUEST_HEADERS = List.of("Accept", "Authorization", "Content-Type", "Idempotency-Key", "If-Match",
            "If-None-Match", "X-Request-Id", "X-Request-Timeout", "traceparent", "tracestate");
    /** The headers of the contract that a page may read. Browsers show a few others to every page, such as {@code Cache-Control}. */
    static final List<String> RESPONSE_HEADERS = List.of("ETag", "Location", "Link", "Retry-After", "RateLimit", "RateLimit-Policy",
            "X-Request-Id", "Idempotent-Replayed", "Deprecation", "Sunset");
    /** How long a browser may remember the answer to a preflight. No browser remembers it for more than a day, Chromium for two hours. */
    private static final Duration MAX_AGE = Duration.ofHours(2);

    private static final HttpField ALLOWED = new PreEncodedHttpField(HttpHeader.ACCESS_CONTROL_ALLOW_HEADERS,
            String.join(", ", REQUEST_HEADERS));
    private static final HttpField EXPOSED = new PreEncodedHttpField(HttpHeader.ACCESS_CONTROL_EXPOSE_HEADERS,
            String.join(", ", RESPONSE_HEADERS));
    private static final HttpField REMEMBERED = new PreEncodedHttpField(HttpHeader.ACCESS_CONTROL_MAX_AGE,
            Long.toString(MAX_AGE.toSeconds()));
    private static final HttpField VARY = new PreEncodedHttpField(HttpHeader.VARY, HttpHeader.ORIGIN.asString());
    private static final String OPERATIONS = Routes.ACTUATOR.substring(0, Routes.ACTUATOR.length() - 1);

    private final ProblemResponses problems;
    private final boolean isOn;
    private final @Nullable HttpField any;
    private final Map<String, HttpField> origins;

    CorsHandler(CorsProperties properties, ProblemResponses problems) {
        this.problems = problems;
        this.isOn = !properties.origins().isEmpty();
        this.any = properties.origins().contains(CorsProperties.ANY) ? allowed(CorsProperties.ANY) : null;
        this.origins = properties.origins().stream().collect(Collectors.toUnmodifiableMap(Function.identity(), CorsHandler::allowed));
    }

    private static HttpField allowed(String origin) {
        return new PreEncodedHttpField(HttpHeader.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Response outer = withHeaders(request, response);
        if (isPreflight(request)) {
            preflight(request, outer, callback);
            return true;
        }
        return super.handle(request, outer, callback);
    }

    /** The handler of errors that Jetty finds before a request comes to this handler, with the same headers. */
    public Request.Handler around(Request.Handler errors) {
        return isOn ? (request, response, callback) -> errors.handle(request, withHeaders(request, response), callback) : errors;
    }

    private Response withHeaders(Request request, Response response) {
        return isOn && !path(request).startsWith(OPERATIONS) ? new CorsResponse(request, response) : response;
    }

    /** The decoded path; empty if the request has none, as {@code CONNECT}. */
    private static String path(Request request) {
        return Objects.requireNonNullElse(request.getHttpURI().getCanonicalPath(), "");
    }

    private static boolean isPreflight(Request request) {
        if (!HttpMethod.OPTIONS.is(request.getMethod())) {
            return false;
        }
        HttpFields headers = request.getHeaders();
        return headers.contains(HttpHeader.ORIGIN) && headers.contains(HttpHeader.ACCESS_CONTROL_REQUEST_METHOD)
                && headers.getLongField(HttpHeader.CONTENT_LENGTH) <= 0 && !headers.contains(HttpHeader.TRANSFER_ENCODING);
    }

    private void preflight(Request request, Response response, Callback callback) {
        String path = path(request);
        List<Route> routes = path.startsWith(OPERATIONS) ? List.of() : Routes.at(path);
        if (routes.isEmpty()) {
            problems.write(new NotFound("There is nothing at this address"), request, response, callback);
            return;
        }
        RequestInfo info = RequestInfo.of(request);
        if (info != null) {
            info.route(routes.getFirst().pattern());
        }
        if (allowedOrigin(request) == null) {
            problems.write(
                    new Forbidden("Pages of this origin may not call the service: its setting tenfold.cors.origins does not list it"),
                    request, response, callback);
            return;
        }
        response.setStatus(HttpStatus.NO_CONTENT_204);
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.ACCESS_CONTROL_ALLOW_METHODS, methods(routes));
        headers.put(ALLOWED);
        headers.put(REMEMBERED);
        CommonHeaders.complete(headers);
        response.write(true, null, callback);
    }

    private static String methods(List<Route> routes) {
        var methods = new TreeSet<String>();
        for (Route route : routes) {
            methods.add(route.method());
            if (HttpMethod.GET.is(route.method())) {
                methods.add(HttpMethod.HEAD.asString());
            }
        }
        return String.join(", ", methods);
    }

    /** The header that allows the page of this request to read the response, or null. */
    private @Nullable HttpField allowedOrigin(Request request) {
        if (any != null) {
            return any;
        }
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        return origin == null ? null : origins.get(origin);
    }

    /** Adds the headers when the response is written. */
    private final class CorsResponse extends Response.Wrapper {

        CorsResponse(Request request, Response response) {
            super(request, response);
        }

        @Override
        public void write(boolean last, @Nullable ByteBuffer bytes, Callback callback) {
            if (!isCommitted()) {
                addHeaders(getHeaders(), allowedOrigin(getRequest()));
            }
            super.write(last, bytes, callback);
        }

        private void addHeaders(HttpFields.Mutable headers, @Nullable HttpField origin) {
            if (any == null) {
                headers.ensureField(VARY);
            }
            if (origin != null) {
                headers.put(origin);
                headers.put(EXPOSED);
            }
        }
    }
}
