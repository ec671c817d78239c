package dev.tenfold.api.openapi;

import dev.tenfold.api.idempotency.IdempotencyKey;
import dev.tenfold.api.problem.Problem;
import dev.tenfold.api.problem.Problems;
import dev.tenfold.api.route.Access;
import dev.tenfold.platform.failure.ProblemCode;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.web.method.HandlerMethod;

import static dev.tenfold.platform.failure.ProblemCode.BODY_TOO_LARGE;
import static dev.tenfold.platform.failure.ProblemCode.DEADLINE_EXCEEDED;
import static dev.tenfold.platform.failure.ProblemCode.DEPENDENCY_UNAVAILABLE;
import static dev.tenfold.platform.failure.ProblemCode.FORBIDDEN;
import static dev.tenfold.platform.failure.ProblemCode.IDEMPOTENCY_KEY_REQUIRED;
import static dev.tenfold.platform.failure.ProblemCode.IDEMPOTENCY_KEY_REUSED;
import static dev.tenfold.platform.failure.ProblemCode.INTERNAL_ERROR;
import static dev.tenfold.platform.failure.ProblemCode.INVALID;
import static dev.tenfold.platform.failure.ProblemCode.INVALID_CURSOR;
import static dev.tenfold.platform.failure.ProblemCode.INVALID_PARAMETER;
import static dev.tenfold.platform.failure.ProblemCode.IN_FLIGHT;
import static dev.tenfold.platform.failure.ProblemCode.MALFORMED_JSON;
import static dev.tenfold.platform.failure.ProblemCode.MALFORMED_REQUEST;
import static dev.tenfold.platform.failure.ProblemCode.NOT_ACCEPTABLE;
import static dev.tenfold.platform.failure.ProblemCode.NOT_FOUND;
import static dev.tenfold.platform.failure.ProblemCode.OVERLOADED;
import static dev.tenfold.platform.failure.ProblemCode.PRECONDITION_FAILED;
import static dev.tenfold.platform.failure.ProblemCode.PRECONDITION_REQUIRED;
import static dev.tenfold.platform.failure.ProblemCode.RATE_LIMITED;
import static dev.tenfold.platform.failure.ProblemCode.UNAUTHENTICATED;
import static dev.tenfold.platform.failure.ProblemCode.UNKNOWN_MEMBER;
import static dev.tenfold.platform.failure.ProblemCode.UNSUPPORTED_CODING;
import static dev.tenfold.platform.failure.ProblemCode.UNSUPPORTED_MEDIA_TYPE;
import static dev.tenfold.platform.failure.ProblemCode.VERSION_GONE;
import static dev.tenfold.platform.failure.ProblemCode.WRONG_TYPE;

/** How a route can fail: what follows from its access, its body and its parameters, and what its {@link Problems} add. */
final class RouteProblems {

    private RouteProblems() {}

    /**
     * The problem codes by status.
     * @param mayEnd whether its version of the API has a successor
     */
    static Map<Integer, List<ProblemCode>> of(Operation operation, Access access, HandlerMethod handler, boolean mayEnd) {
        var codes =
                EnumSet.of(MALFORMED_REQUEST, INVALID_PARAMETER, UNAUTHENTICATED, NOT_ACCEPTABLE, RATE_LIMITED, INTERNAL_ERROR, OVERLOADED,
                        DEADLINE_EXCEEDED,
                        DEPENDENCY_UNAVAILABLE);
        if (access == Access.ADMIN) {
            codes.add(FORBIDDEN);
        }
        if (operation.getRequestBody() != null) {
            codes.addAll(List.of(MALFORMED_JSON, UNKNOWN_MEMBER, WRONG_TYPE, BODY_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, UNSUPPORTED_CODING,
                    INVALID));
        }
        if (OperationParameters.of(operation).anyMatch(parameter -> "path".equals(parameter.getIn()))) {
            codes.addAll(List.of(INVALID_PARAMETER, NOT_FOUND));
        }
        if (OperationParameters.find(operation, "query", "cursor").isPresent()) {
            codes.addAll(List.of(INVALID_PARAMETER, INVALID_CURSOR));
        }
        OperationParameters.find(operation, "header", IdempotencyKey.HEADER)
                .ifPresent(_ -> codes.addAll(List.of(IDEMPOTENCY_KEY_REQUIRED, IDEMPOTENCY_KEY_REUSED, IN_FLIGHT)));
        OperationParameters.find(operation, "header", HttpHeaders.IF_MATCH).ifPresent(tag -> {
            codes.add(PRECONDITION_FAILED);
            if (OperationParameters.isRequired(tag)) {
                codes.add(PRECONDITION_REQUIRED);
            }
        });
        if (mayEnd) {
            codes.add(VERSION_GONE);
        }
        Problems particular = handler.getMethodAnnotation(Problems.class);
        if (particular != null) {
            codes.addAll(Arrays.asList(particular.value()));
        }
        return codes.stream().collect(Collectors.groupingBy(code -> code.status(), TreeMap::new, Collectors.toList()));
    }

    /** The response with this status, with an example for each code. */
    static ApiResponse response(int status, List<ProblemCode> codes) {
        var media = new MediaType().schema(new Schema<>().$ref("#/components/schemas/Problem"));
        codes.forEach(code -> media.addExamples(code.value(), new Example().$ref("#/components/examples/" + code.value())));
        var answer = new ApiResponse().description(codes.stream().map(ProblemCode::title).collect(Collectors.joining("; ")))
                .content(new Content().addMediaType(Problem.MEDIA_TYPE.toString(), media));
        String header = switch (status) {
            case 401 -> ResponseHeaders.WWW_AUTHENTICATE;
            case 415 -> ResponseHeaders.ACCEPT;
            case 429, 503 -> ResponseHeaders.RETRY_AFTER;
            default -> codes.contains(IN_FLIGHT) ? ResponseHeaders.RETRY_AFTER : null;
        };
        if (header != null) {
            answer.addHeaderObject(header, ResponseHeaders.reference(header));
        }
        return answer;
    }
}
