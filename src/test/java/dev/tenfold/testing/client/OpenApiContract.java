package dev.tenfold.testing.client;

import com.networknt.schema.Schema;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Checks requests and responses of tests against the service's OpenAPI document. A response may have only documented members, statuses,
 * media types and headers, and must have all that are required. A request that succeeded must be allowed by the document.
 */
public final class OpenApiContract {

    private static final Pattern TEMPLATE = Pattern.compile("\\{[^}]*}");
    private static final Pattern CHECKED = Pattern.compile("/api/v\\d+/.*|/\\.well-known/.*");
    private static final List<String> HEADERS =
            List.of("Accept", "Accept-Patch", "Cache-Control", "Deprecation", "ETag", "Idempotent-Replayed", "Link", "Location",
                    "RateLimit", "RateLimit-Policy", "Retry-After", "Sunset", "WWW-Authenticate", "X-Request-Id");

    private final JsonNode document;
    private final JsonSchemas schemas;
    private final List<Route> routes;
    private final Map<JsonNode, Schema> compiled = new ConcurrentHashMap<>();

    public OpenApiContract(JsonNode document) {
        this.document = document;
        this.schemas = JsonSchemas.strict(document);
        this.routes = document.path("paths").properties().stream().map(path -> Route.of(path.getKey(), path.getValue()))
                .sorted(Comparator.comparingInt(Route::variables)).toList();
    }

    /** Whether the document must contain this path. */
    static boolean covers(String path) {
        return CHECKED.matcher(path).matches();
    }

    /** @throws AssertionError when the request or the response does not match the document */
    public void check(Map<String, String> requestHeaders, String requestBody, ApiResponse reply) {
        List<String> wrong = wrong(requestHeaders, requestBody, reply);
        if (!wrong.isEmpty()) {
            throw new AssertionError(
                    "%s %s answered %d, and that is not as the OpenAPI document has it:%n  - %s%nThe answer was: %s".formatted(
                            reply.method(), reply.path(), reply.status(), String.join("\n  - ", wrong), reply.text()));
        }
    }

    private List<String> wrong(Map<String, String> requestHeaders, String requestBody, ApiResponse reply) {
        JsonNode operation = operation(reply);
        boolean success = reply.status() / 100 == 2;
        if (operation == null) { // OPTIONS is allowed on every path without being one of its operations
            return success && !reply.method().equals("OPTIONS") ? List.of("no operation has this path and method") : List.of();
        }
        if (!requestBody.isEmpty() && operation.path("requestBody").isMissingNode() && !success) {
            return List.of(); // an unexpected body: the document does not say what happens to it
        }
        JsonNode answer = operation.path("responses").path(Integer.toString(reply.status()));
        if (answer.isMissingNode()) {
            return List.of("it has only the statuses " + operation.path("responses").propertyNames());
        }
        var wrong = new ArrayList<String>();
        checkHeaders(answer, reply, wrong);
        checkBody(answer.path("content"), reply, wrong);
        if (success && !requestBody.isEmpty() && operation.has("requestBody")) {
            checkRequest(operation.path("requestBody").path("content"), requestHeaders, requestBody, wrong);
        }
        return wrong;
    }

    private @Nullable JsonNode operation(ApiResponse reply) {
        String path = reply.path().replaceAll("\\?.*", "");
        String method = reply.method().equals("HEAD") ? "get" : reply.method().toLowerCase(Locale.ROOT);
        return routes.stream().filter(route -> route.pattern().matcher(path).matches()).findFirst()
                .map(route -> route.operations().get(method)).orElse(null);
    }

    private void checkHeaders(JsonNode answer, ApiResponse reply, List<String> wrong) {
        for (String name : HEADERS) {
            JsonNode header = resolve(answer.path("headers").path(name));
            String value = reply.header(name);
            if (value == null) {
                if (header.path("required").asBoolean(false)) {
                    wrong.add("the header " + name + " is missing");
                }
            } else if (header.isMissingNode()) {
                wrong.add("the header " + name + " is not documented");
            } else {
                boolean number = header.path("schema").path("type").asString("").equals("integer");
                JsonNode json =
                        number ? JsonNodeFactory.instance.numberNode(Long.parseLong(value)) : JsonNodeFactory.instance.stringNode(value);
                check("the header " + name, header.path("schema"), json, wrong);
            }
        }
    }

    private void checkBody(JsonNode content, ApiResponse reply, List<String> wrong) {
        if (reply.body().length == 0) {
            if (!content.isMissingNode() && !reply.method().equals("HEAD")) {
                wrong.add("it has a body, and none came");
            }
            return;
        }
        String type = mediaType(reply.header("Content-Type"));
        JsonNode media = content.path(type);
        if (media.isMissingNode()) {
            wrong.add("it has no body of type " + type);
        } else if (isJson(type)) {
            check("the body", media.path("schema"), reply.text(), wrong);
        }
    }

    private void checkRequest(JsonNode content, Map<String, String> headers, String body, List<String> wrong) {
        String type = mediaType(headers.get("Content-Type"));
        JsonNode media = content.path(type);
        if (media.isMissingNode()) {
            wrong.add("a request body of type " + type + " is not documented, and was taken");
        } else if (isJson(type)) {
            checkTaken(media.path("schema"), body, wrong);
        }
    }

    /** The service composes names (NFC) before it counts their characters. So a request may be as documented only when it is composed. */
    private void checkTaken(JsonNode schema, String body, List<String> wrong) {
        List<String> asSent = new ArrayList<>();
        check("the request, which was taken,", schema, body, asSent);
        List<String> composed = new ArrayList<>();
        if (!asSent.isEmpty()) {
            check("the request, which was taken,", schema, composed(body), composed);
        }
        if (!composed.isEmpty()) {
            wrong.addAll(asSent);
        }
    }

    private static String composed(String json) {
        try {
            return Normalizer.normalize(ApiClient.JSON.writeValueAsString(ApiClient.JSON.readTree(json)), Normalizer.Form.NFC);
        } catch (JacksonException unreadable) {
            return json;
        }
    }

    private void check(String what, JsonNode schema, String text, List<String> wrong) {
        try {
            check(what, schema, ApiClient.JSON.readTree(text), wrong);
        } catch (JacksonException unreadable) {
            wrong.add(what + " is not JSON");
        }
    }

    private void check(String what, JsonNode schema, JsonNode value, List<String> wrong) {
        JsonSchemas.check(compiled.computeIfAbsent(schema, schemas::compile), value).forEach(error -> wrong.add(what + " at " + error));
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asString().substring(1)) : node;
    }

    private static boolean isJson(String mediaType) {
        return mediaType.endsWith("/json") || mediaType.endsWith("+json");
    }

    private static String mediaType(@Nullable String header) {
        return header == null ? "(none)" : header.replaceAll(";.*", "").strip();
    }

    /** A path of the document. If several match, the one with the fewest variables is used. */
    private record Route(Pattern pattern, int variables, Map<String, JsonNode> operations) {

        static Route of(String template, JsonNode item) {
            String[] literals = TEMPLATE.split(template, -1);
            var pattern = new StringBuilder(Pattern.quote(literals[0]));
            for (int i = 1; i < literals.length; i++) {
                pattern.append("[^/]+").append(Pattern.quote(literals[i]));
            }
            var operations = new ConcurrentHashMap<String, JsonNode>();
            item.properties().forEach(method -> operations.put(method.getKey(), method.getValue()));
            return new Route(Pattern.compile(pattern.toString()), literals.length - 1, operations);
        }
    }
}
