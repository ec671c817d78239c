package dev.tenfold.api.problem;

import dev.tenfold.api.request.CommonHeaders;
import dev.tenfold.api.request.RequestId;
import dev.tenfold.api.route.Routes;
import dev.tenfold.platform.failure.Failure;
import dev.tenfold.platform.failure.Failure.Forbidden;
import dev.tenfold.platform.failure.Failure.InFlight;
import dev.tenfold.platform.failure.Failure.InsufficientStock;
import dev.tenfold.platform.failure.Failure.Internal;
import dev.tenfold.platform.failure.Failure.Invalid;
import dev.tenfold.platform.failure.Failure.Limited;
import dev.tenfold.platform.failure.Failure.Malformed;
import dev.tenfold.platform.failure.Failure.MethodNotAllowed;
import dev.tenfold.platform.failure.Failure.NotAcceptable;
import dev.tenfold.platform.failure.Failure.NotFound;
import dev.tenfold.platform.failure.Failure.Refused;
import dev.tenfold.platform.failure.Failure.TotalChanged;
import dev.tenfold.platform.failure.Failure.Unauthenticated;
import dev.tenfold.platform.failure.Failure.Unavailable;
import dev.tenfold.platform.failure.Failure.UnsupportedCoding;
import dev.tenfold.platform.failure.Failure.UnsupportedMediaType;
import dev.tenfold.platform.failure.ProblemCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Turns failures into answers: the one place that knows the headers and the members of each. The status is that of the code. */
@Component
public class ProblemResponses {

    private static final HttpField CONTENT_TYPE = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE.toString());
    private static final Duration SHORTLY = Duration.ofSeconds(1);

    private final JsonMapper json;
    private final MeterRegistry metrics;
    /** The registry is too slow for each of thousands of refusals a second. */
    private final Map<ProblemCode, Counter> counters = new ConcurrentHashMap<>();

    ProblemResponses(JsonMapper json, MeterRegistry metrics) {
        this.json = json;
        this.metrics = metrics;
    }

    /** The problem document of a failure, without counting it. */
    public static Problem describe(Failure failure, RequestContext context) {
        var errors = switch (failure) {
            case Malformed malformed when !malformed.violations().isEmpty() -> malformed.violations();
            case Invalid invalid -> invalid.violations();
            default -> null;
        };
        var shortages = failure instanceof InsufficientStock insufficient ? insufficient.shortages() : null;
        var total = failure instanceof TotalChanged changed ? changed.total() : null;
        ProblemCode code = failure.code();
        return new Problem(Routes.PROBLEMS + "/" + code.value(), code.title(), failure.status(), failure.detail(), context.instance(), code,
                context.requestId(), context.traceId(), errors, shortages, total);
    }

    /** The response for a failure. Counts the failure by its code. */
    public ResponseEntity<Problem> answer(Failure failure, RequestContext context) {
        count(failure);
        var headers = new HttpHeaders();
        setHeaders(failure, headers::set);
        return ResponseEntity.status(failure.status()).headers(headers).header(RequestId.HEADER, context.requestId())
                .contentType(Problem.MEDIA_TYPE).body(describe(failure, context));
    }

    /** Writes the response outside Spring MVC: from a filter or from Spring Security. */
    public void write(Failure failure, HttpServletRequest request, HttpServletResponse response) throws IOException {
        var answer = answer(failure, RequestContext.of(request));
        response.setStatus(answer.getStatusCode().value());
        answer.getHeaders().forEach((name, values) -> values.forEach(value -> response.setHeader(name, value)));
        byte[] body = bytes(answer);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** Writes the response from a handler before the servlet context. */
    public void write(Failure failure, Request request, Response response, Callback callback) {
        count(failure);
        var context = RequestContext.of(request);
        byte[] body = bytes(failure, context);
        response.setStatus(failure.status());
        HttpFields.Mutable headers = response.getHeaders();
        setHeaders(failure, headers::put);
        headers.put(RequestId.HEADER, context.requestId());
        headers.put(CONTENT_TYPE);
        headers.put(HttpHeader.CONTENT_LENGTH, body.length);
        CommonHeaders.complete(headers);
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    /** Writes the response to an exception from anywhere in the service, from a handler before the servlet context. */
    public void write(Exception exception, Request request, Response response, Callback callback) {
        write(ProblemAdvice.logged(exception, request.getMethod(), request.getHttpURI().getPath()), request, response, callback);
    }

    /** A complete HTTP/1.1 response (RFC 9112) that closes the connection: for a client whose request was not read to its end. */
    public ByteBuffer raw(Failure failure) {
        var answer = answer(failure, new RequestContext("", RequestId.choose(null)));
        byte[] body = bytes(answer);
        var head = new StringBuilder("HTTP/1.1 ").append(answer.getStatusCode().value()).append(" \r\n");
        answer.getHeaders().forEach((name, values) -> values.forEach(value -> head.append(name).append(": ").append(value).append("\r\n")));
        head.append("Content-Length: ").append(body.length).append("\r\nConnection: close\r\n\r\n");
        byte[] start = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(start.length + body.length).put(start).put(body).flip();
    }

    /** The bytes of the problem document. */
    public byte[] bytes(Failure failure, RequestContext context) {
        return json.writeValueAsBytes(describe(failure, context));
    }

    /** The bytes of a response's problem document. */
    public byte[] bytes(ResponseEntity<Problem> answer) {
        return json.writeValueAsBytes(answer.getBody());
    }

    /** Counts a failure by its code. */
    public void count(Failure failure) {
        counters.computeIfAbsent(failure.code(), code -> metrics.counter("tenfold.failures", "code", code.value())).increment();
    }

    private static void setHeaders(Failure failure, BiConsumer<String, String> header) {
        switch (failure) {
            case Unauthenticated unauthenticated -> header.accept(HttpHeaders.WWW_AUTHENTICATE, challenge(unauthenticated));
            case MethodNotAllowed other when !other.allowed().isEmpty() ->
                    header.accept(HttpHeaders.ALLOW, String.join(", ", other.allowed().stream().sorted().toList()));
            case UnsupportedMediaType other -> {
                String types = String.join(", ", other.supported());
                header.accept(HttpHeaders.ACCEPT, types);
                if (other.isPatch()) {
                    header.accept(HttpHeaders.ACCEPT_PATCH, types);
                }
            }
            case UnsupportedCoding _ -> header.accept(HttpHeaders.ACCEPT_ENCODING, "identity");
            case Unavailable unavailable -> header.accept(HttpHeaders.RETRY_AFTER, seconds(unavailable.retryAfter()));
            case Limited limited -> header.accept(HttpHeaders.RETRY_AFTER, seconds(limited.retryAfter()));
            case InFlight _ -> header.accept(HttpHeaders.RETRY_AFTER, seconds(SHORTLY));
            default -> {}
        }
    }

    /** The challenge of RFC 6750, section 3. It has an error code only if a token was sent and refused. */
    private static String challenge(Unauthenticated failure) {
        return failure.tokenRefused() ? "Bearer realm=\"tenfold\", error=\"invalid_token\"" : "Bearer realm=\"tenfold\"";
    }

    private static String seconds(Duration duration) {
        return Long.toString(Math.max(1, Math.ceilDiv(duration.toMillis(), 1000)));
    }

    /** The failure for a status that the container or a library chose. */
    static Failure ofStatus(int status, String reason) {
        return switch (status) {
            case 400 -> new Malformed(ProblemCode.MALFORMED_REQUEST, reason);
            case 401 -> new Unauthenticated(ProblemCode.UNAUTHENTICATED, reason);
            case 403 -> new Forbidden(reason);
            case 404 -> new NotFound("There is nothing at this address");
            case 405 -> new MethodNotAllowed("The method", Set.of());
            case 406 -> new NotAcceptable(List.of(MediaType.APPLICATION_JSON_VALUE));
            case 500 -> new Internal();
            case 503 -> new Unavailable(ProblemCode.OVERLOADED, reason, SHORTLY);
            default -> new Refused(status, reason);
        };
    }
}
