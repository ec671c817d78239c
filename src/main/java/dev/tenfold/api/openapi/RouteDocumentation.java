package dev.tenfold.api.openapi;

import dev.tenfold.api.idempotency.IdempotencyKey;
import dev.tenfold.api.problem.Problem;
import dev.tenfold.api.route.Access;
import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.api.route.Routes;
import dev.tenfold.platform.failure.ProblemCode;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Completes each operation with what follows from its signature and from {@link Routes}: who may call it, how it can fail, which
 * headers its responses have.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class RouteDocumentation implements GlobalOpenApiCustomizer {

    private static final String NOT_MODIFIED = "304";
    private static final String UNSUPPORTED_MEDIA_TYPE = "415";
    /** The statuses of refusals that are stored with an idempotency key, and so may be replayed. */
    private static final Set<Integer> REPLAYABLE = Set.of(404, 409, 422);

    /** A pattern such as {@code ^(queued|running)$}. */
    private static final Pattern CHOICE = Pattern.compile("\\^\\(([a-z_-]+(?:\\|[a-z_-]+)*)\\)\\$");

    private final RequestMappingHandlerMapping routes;
    private final ProblemExamples examples;

    RouteDocumentation(@Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping routes,
            ProblemExamples examples) {
        this.routes = routes;
        this.examples = examples;
    }

    @Override
    public void customise(OpenAPI document) {
        ModelConverters.getInstance(true).readAll(Problem.class).forEach(document.getComponents()::addSchemas);
        boolean ends = document.getPaths().keySet().stream().anyMatch(RouteDocumentation::mayEnd);
        ResponseHeaders.all(ends).forEach(document.getComponents()::addHeaders);
        Set<ProblemCode> used = EnumSet.noneOf(ProblemCode.class);
        routes.getHandlerMethods().forEach((route, handler) -> complete(document, route, handler, used));
        used.forEach(code -> document.getComponents().addExamples(code.value(), examples.of(code)));
        new PatchSchemas(document).complete();
        new DocumentVersion(document).complete();
    }

    private void complete(OpenAPI document, RequestMappingInfo route, HandlerMethod handler, Set<ProblemCode> used) {
        for (String path : route.getPatternValues()) {
            PathItem item = document.getPaths().get(path);
            if (item != null) {
                item.readOperationsMap().forEach((method, operation) -> {
                    if (route.getMethodsCondition().getMethods().stream().anyMatch(known -> known.name().equals(method.name()))) {
                        HeaderParameters.add(operation, handler);
                        Access access = Objects.requireNonNull(Routes.find(method.name(), path), path).access();
                        Map<Integer, List<ProblemCode>> codes = RouteProblems.of(operation, access, handler, mayEnd(path));
                        codes.values().forEach(used::addAll);
                        complete(operation, access, method, codes);
                        if (mayEnd(path)) {
                            addEnd(operation);
                        }
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
        operation.addParametersItem(RequestTimeout.parameter());
        OperationParameters.of(operation).map(Parameter::getSchema).forEach(schema -> {
            tidy(schema);
            listValues(schema);
        });
        codes.forEach((status, ofStatus) -> operation.getResponses().addApiResponse(Integer.toString(status),
                RouteProblems.response(status, ofStatus)));
        ApiResponse unsupported = operation.getResponses().get(UNSUPPORTED_MEDIA_TYPE);
        if (method == PathItem.HttpMethod.PATCH && unsupported != null) {
            unsupported.addHeaderObject(ResponseHeaders.ACCEPT_PATCH, ResponseHeaders.reference(ResponseHeaders.ACCEPT_PATCH));
        }
        boolean paged = OperationParameters.find(operation, "query", "cursor").isPresent();
        boolean repeatable = OperationParameters.find(operation, "header", IdempotencyKey.HEADER).isPresent();
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
            if (repeatable && (success || REPLAYABLE.contains(Integer.valueOf(status)))) {
                answer.addHeaderObject(ResponseHeaders.REPLAYED, ResponseHeaders.reference(ResponseHeaders.REPLAYED));
            }
        });
    }

    /** Whether the path belongs to a version that has a successor, so that its end may be set. */
    private static boolean mayEnd(String path) {
        ApiVersion version = ApiVersion.ofPath(path);
        return version != null && version.successor() != null;
    }

    private static void addEnd(Operation operation) {
        operation.getResponses().values().forEach(answer -> List.of(ResponseHeaders.DEPRECATION, ResponseHeaders.SUNSET,
                ResponseHeaders.LINK).forEach(header -> answer.addHeaderObject(header, ResponseHeaders.reference(header))));
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
                .description("The `ETag` of your copy. The service answers 304 if your copy is current.").schema(HeaderParameters.tags()));
        var unchanged = new ApiResponse().description("Your copy is current");
        unchanged.addHeaderObject(ResponseHeaders.ETAG, ResponseHeaders.reference(ResponseHeaders.ETAG));
        operation.getResponses().addApiResponse(NOT_MODIFIED, unchanged);
    }

    /** A parameter may be left out, but is never null. */
    private static void tidy(Schema<?> schema) {
        if (schema.getTypes() != null) {
            schema.getTypes().remove("null");
        }
    }

    /** Lists the values of a parameter whose pattern is a choice between them. */
    @SuppressWarnings({"rawtypes", "unchecked"}) // as the model declares them
    private static void listValues(Schema schema) {
        Matcher choice = schema.getPattern() == null ? null : CHOICE.matcher(schema.getPattern());
        if (choice != null && choice.matches()) {
            schema.setEnum(List.of(choice.group(1).split("\\|", -1)));
        }
    }
}
