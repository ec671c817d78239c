package dev.tenfold.api.openapi;

import dev.tenfold.api.idempotency.IdempotencyKey;
import dev.tenfold.api.openapi.AccessRules.Access;
import dev.tenfold.api.problem.Problem;
import dev.tenfold.api.problem.Problems;
import dev.tenfold.platform.failure.ProblemCode;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

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
import static dev.tenfold.platform.failure.ProblemCode.WRONG_TYPE;

/**
 * Completes each operation with what follows from its signature and from the security rules: who may call it, how it can fail, which
 * headers its responses have.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class RouteDocumentation implements GlobalOpenApiCustomizer {

    private static final String NOT_MODIFIED = "304";
    /** The statuses of refusals that are stored with an idempotency key, and so may be replayed. */
    private static final Set<Integer> KEPT = Set.of(404, 409, 422);
    private static final int LONGEST_TAG_LIST = 2000;

    private final RequestMappingHandlerMapping routes;
    private final AccessRules rules;
    private final ProblemExamples examples;

    RouteDocumentation(@Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping routes,
            AccessRules rules, ProblemExamples examples) {
        this.routes = routes;
        this.rules = rules;
        this.examples = examples;
    }

    @Override
    public void customise(OpenAPI document) {
        ModelConverters.getInstance(true).readAll(Problem.class).forEach(document.getComponents()::addSchemas);
        ResponseHeaders.all().forEach(document.getComponents()::addHeaders);
        Set<ProblemCode> used = EnumSet.noneOf(ProblemCode.class);
        routes.getHandlerMethods().forEach((route, handler) -> complete(document, route, handler, used));
        used.forEach(code -> document.getComponents().addExamples(code.value(), examples.of(code)));
        new PatchSchemas(document).complete();
    }

    private void complete(OpenAPI document, RequestMappingInfo route, HandlerMethod handler, Set<ProblemCode> used) {
        for (String path : route.getPatternValues()) {
            PathItem item = document.getPaths().get(path);
            if (item != null) {
                item.readOperationsMap().forEach((method, operation) -> {
                    if (route.getMethodsCondition().getMethods().stream().anyMatch(known -> known.name().equals(method.name()))) {
                        Access access = rules.of(HttpMethod.valueOf(method.name()), path);
                        Map<Integer, List<ProblemCode>> codes = codes(operation, access, handler);
                        codes.values().forEach(used::addAll);
                        complete(operation, access, method, codes);
                    }
                });
            }
        }
    }

    private static void complete(Operation operation, Access access, PathItem.HttpMethod method,
            Map<Integer, List<ProblemCode>> codes) {
        operation.setSecurity(
                access == Access.PUBLIC ? List.of() : List.of(new SecurityRequirement().addList(OpenApiConfiguration.ACCESS_TOKEN)));
        if (method == PathItem.HttpMethod.GET && bearsTag(operation)) {
            letAskIfChanged(operation);
        }
        describeHeaders(operation);
        operation.addParametersItem(RequestTimeout.parameter());
        parameters(operation).map(Parameter::getSchema).forEach(RouteDocumentation::tidy);
        codes.forEach((status, ofStatus) -> operation.getResponses().addApiResponse(Integer.toString(status), refusal(status, ofStatus)));
        boolean paged = parameter(operation, "query", "cursor").isPresent();
        boolean repeatable = parameter(operation, "header", IdempotencyKey.HEADER).isPresent();
        operation.getResponses().forEach((status, answer) -> {
            boolean success = status.startsWith("2");
            tidyReferences(answer);
            answer.addHeaderObject(ResponseHeaders.REQUEST_ID, ResponseHeaders.reference(ResponseHeaders.REQUEST_ID));
            answer.addHeaderObject(ResponseHeaders.CACHE_CONTROL, ResponseHeaders.reference(ResponseHeaders.CACHE_CONTROL));
            answer.addHeaderObject(ResponseHeaders.RATE_LIMIT, ResponseHeaders.reference(ResponseHeaders.RATE_LIMIT));
            answer.addHeaderObject(ResponseHeaders.RATE_LIMIT_POLICY, ResponseHeaders.reference(ResponseHeaders.RATE_LIMIT_POLICY));
            if (paged && success) {
                answer.addHeaderObject(ResponseHeaders.LINK, ResponseHeaders.reference(ResponseHeaders.LINK));
            }
            if (repeatable && (success || KEPT.contains(Integer.valueOf(status)))) {
                answer.addHeaderObject(ResponseHeaders.REPLAYED, ResponseHeaders.reference(ResponseHeaders.REPLAYED));
            }
        });
    }

    /** Springdoc adds a style to each reference to a header, but there OpenAPI allows only a summary and a description. */
    private static void tidyReferences(ApiResponse answer) {
        if (answer.getHeaders() != null) {
            answer.getHeaders().values().stream().filter(header -> header.get$ref() != null).forEach(header -> header.setStyle(null));
        }
    }

    private static boolean bearsTag(Operation operation) {
        return operation.getResponses().values().stream()
                .anyMatch(answer -> answer.getHeaders() != null && answer.getHeaders().containsKey(ResponseHeaders.ETAG));
    }

    private static void letAskIfChanged(Operation operation) {
        operation.addParametersItem(new Parameter().in("header").name(HttpHeaders.IF_NONE_MATCH).required(false)
                .description("The `ETag` of your copy. The service answers 304 if your copy is current.").schema(tags()));
        var unchanged = new ApiResponse().description("Your copy is current");
        unchanged.addHeaderObject(ResponseHeaders.ETAG, ResponseHeaders.reference(ResponseHeaders.ETAG));
        operation.getResponses().addApiResponse(NOT_MODIFIED, unchanged);
    }

    private static void describeHeaders(Operation operation) {
        parameter(operation, "header", IdempotencyKey.HEADER).ifPresent(key -> key.description(
                "A unique key for this operation. Send the same key when you retry: the operation then happens once. "
                        + (required(key) ? "Required." : "Optional: without a key, a retry is a new operation."))
                .schema(ResponseHeaders.text(255).minLength(1).pattern("^[\\x20-\\x7E]{1,255}$").example("order-2026-11-23-0001")));
        parameter(operation, "header", HttpHeaders.IF_MATCH).ifPresent(tag -> tag.description(
                "The `ETag` of the version that you read. The service answers 412 if there is a newer version. "
                        + (required(tag) ? "Required; `*` matches any version."
                                : "Optional: without it, the change applies to any version."))
                .schema(tags()));
    }

    /** A parameter may be left out, but is never null. */
    private static void tidy(Schema<?> schema) {
        if (schema.getTypes() != null) {
            schema.getTypes().remove("null");
        }
    }

    private static Schema<?> tags() {
        return ResponseHeaders.text(LONGEST_TAG_LIST).example("\"v3\"");
    }

    /** The problem codes by status. */
    private static Map<Integer, List<ProblemCode>> codes(Operation operation, Access access, HandlerMethod handler) {
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
        if (parameters(operation).anyMatch(parameter -> "path".equals(parameter.getIn()))) {
            codes.addAll(List.of(INVALID_PARAMETER, NOT_FOUND));
        }
        if (parameter(operation, "query", "cursor").isPresent()) {
            codes.addAll(List.of(INVALID_PARAMETER, INVALID_CURSOR));
        }
        parameter(operation, "header", IdempotencyKey.HEADER)
                .ifPresent(_ -> codes.addAll(List.of(IDEMPOTENCY_KEY_REQUIRED, IDEMPOTENCY_KEY_REUSED, IN_FLIGHT)));
        parameter(operation, "header", HttpHeaders.IF_MATCH).ifPresent(tag -> {
            codes.add(PRECONDITION_FAILED);
            if (required(tag)) {
                codes.add(PRECONDITION_REQUIRED);
            }
        });
        Problems particular = handler.getMethodAnnotation(Problems.class);
        if (particular != null) {
            codes.addAll(Arrays.asList(particular.value()));
        }
        return codes.stream().collect(Collectors.groupingBy(code -> code.status(), TreeMap::new, Collectors.toList()));
    }

    private static ApiResponse refusal(int status, List<ProblemCode> codes) {
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

    private static boolean required(Parameter parameter) {
        return Boolean.TRUE.equals(parameter.getRequired());
    }

    private static Optional<Parameter> parameter(Operation operation, String in, String name) {
        return parameters(operation).filter(parameter -> in.equals(parameter.getIn()) && name.equals(parameter.getName())).findFirst();
    }

    private static Stream<Parameter> parameters(Operation operation) {
        return Stream.ofNullable(operation.getParameters()).flatMap(List::stream);
    }
}
