package dev.tenfold.api.openapi;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.JsonSchemas;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.services.TenfoldTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.ClassPathResource;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The OpenAPI document as readers, client generators and Swagger UI need it. All other tests check that it is true: see {@code
 * OpenApiContract}.
 */
@TenfoldTest
class OpenApiDocumentTest {

    private static final Pattern DOCUMENTED = Pattern.compile("/api/.*|/\\.well-known/.*");
    private static final Path FOR_LINTERS = Path.of("target", "openapi");
    /** They queue a mail, and no job that the caller may see. */
    private static final Set<String> ACCEPTED_WITHOUT_BODY =
            Set.of("POST /api/v1/auth/password-reset", "POST /api/v1/users/me/email-verification",
                    "POST /api/v2/auth/password-reset", "POST /api/v2/users/me/email-verification");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ApiClient api;
    private final RequestMappingHandlerMapping routes;
    private JsonNode document;

    OpenApiDocumentTest(@LocalServerPort int port,
            @Autowired @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping routes) {
        this.api = new ApiClient(port);
        this.routes = routes;
    }

    @BeforeEach
    void read() {
        document = api.get("/v3/api-docs").is(200).json();
    }

    @Test
    void itIsOpenApi() throws IOException {
        try (var schema = new ClassPathResource("openapi/schema-3.1.json").getInputStream()) {
            assertThat(JsonSchemas.check(JsonSchemas.standalone(JSON.readTree(schema)), document)).isEmpty();
        }
        assertThat(document.path("info").path("version").asString()).isNotBlank().isNotEqualTo("unknown");
        assertThat(document.path("info").path("description").asString()).contains("Authorize", "Idempotency-Key", "ETag", "RFC 9457");
    }

    /** Reading the document again is cheap: it is created once, and a client that has it gets 304. */
    @Test
    void theDocumentIsCachedAndRevalidated() {
        var first = api.get("/v3/api-docs").is(200);
        String tag = first.header("ETag");
        assertThat(tag).isNotNull();
        assertThat(api.get("/v3/api-docs").is(200).header("ETag")).isEqualTo(tag);
        assertThat(api.get("/v3/api-docs?again=1").is(200).header("ETag")).as("a query makes no other document").isEqualTo(tag);
        assertThat(api.with("If-None-Match", tag).get("/v3/api-docs").is(304).header("Cache-Control")).isEqualTo("no-cache, public");
        assertThat(api.get("/v3/api-docs.yaml").is(200).header("ETag")).as("of the other form").isNotEqualTo(tag);
        assertThat(api.get("/v3/api-docs.yaml").is(200).header("Content-Type")).contains("openapi");
    }

    /** Spectral and Redocly read the documents from there: {@code .ci/openapi/lint}. */
    @Test
    void theDocumentsAreWrittenForTheLinters() throws IOException {
        Files.createDirectories(FOR_LINTERS);
        for (String name : List.of("api-docs", "api-docs/v1", "api-docs/v2")) {
            String text = api.get("/v3/" + name).is(200).text();
            Files.writeString(FOR_LINTERS.resolve(name.replace('/', '-') + ".json"), text);
        }
    }

    @Test
    void schemasAreJsonSchema() {
        JsonNode metaschema = JSON.createObjectNode().put("$ref", "https://json-schema.org/draft/2020-12/schema");
        var schema = JsonSchemas.standalone(metaschema);
        forEachSchema((place, it) -> assertThat(JsonSchemas.check(schema, it)).as(place).isEmpty());
    }

    @Test
    void everyReferenceIsResolvedAndEveryComponentIsUsed() {
        document.findValuesAsString("$ref").forEach(ref -> assertThat(document.at(ref.substring(1)).isMissingNode()).as(ref).isFalse());
        String text = document.toString();
        document.path("components").properties().forEach(kind -> kind.getValue().propertyNames().forEach(name -> assertThat(text)
                .as("a use of the component " + name).contains(
                        kind.getKey().equals("securitySchemes") ? "{\"" + name + "\":[]}"
                                : "\"#/components/" + kind.getKey() + "/" + name + "\"")));
    }

    @Test
    void everyRouteIsInIt() {
        Set<String> known = new TreeSet<>();
        for (RequestMappingInfo route : routes.getHandlerMethods().keySet()) {
            for (String path : route.getPatternValues()) {
                if (DOCUMENTED.matcher(path).matches()) {
                    route.getMethodsCondition().getMethods().forEach(method -> known.add(method + " " + path));
                }
            }
        }
        assertThat(known).hasSizeGreaterThan(20);
        assertThat(operations(document)).containsExactlyInAnyOrderElementsOf(known);
    }

    @Test
    void thereIsOneDocumentAVersion() {
        Set<String> all = new TreeSet<>();
        for (String version : List.of("v1", "v2")) {
            JsonNode own = api.get("/v3/api-docs/" + version).is(200).json();
            assertThat(operations(own)).isNotEmpty()
                    .allMatch(operation -> operation.matches("\\w+ (/api/%s|/\\.well-known)/.*".formatted(version)));
            all.addAll(operations(own));
        }
        assertThat(operations(document)).isEqualTo(all);
    }

    @Test
    void theDocumentOfAVersionNamesNoOtherVersion() {
        String example = "pi_3PqV2e"; // a reference, not a version
        assertThat(api.get("/v3/api-docs/v1").is(200).text().replace(example, "")).doesNotContain("V2", "/api/v2");
        assertThat(api.get("/v3/api-docs/v2").is(200).text().replace(example, "")).doesNotContain("V2", "/api/v1", "next_cursor",
                "\"Deprecation\"");
    }

    @Test
    void anUnknownVersionHasNoDocument() {
        api.get("/v3/api-docs/v99").isProblem(404, "not_found");
    }

    @Test
    void everyOperationHasADescriptionAndAUniqueId() {
        Set<String> names = new HashSet<>();
        Set<String> declared = new HashSet<>();
        document.path("tags").forEach(tag -> {
            assertThat(tag.path("description").asString("")).as("the tag %s has a description", tag.path("name")).isNotBlank();
            declared.add(tag.path("name").asString());
        });
        forEachOperation((place, operation) -> {
            assertThat(operation.path("summary").asString("")).as(place).isNotBlank();
            assertThat(operation.path("description").asString("")).as("%s has a description", place).isNotBlank();
            assertThat(operation.path("tags").valueStream().map(JsonNode::asString)).as(place).hasSize(1).isSubsetOf(declared);
            assertThat(operation.path("operationId").asString("")).as(place).matches("[a-z][A-Za-z]+(V2)?");
            assertThat(names.add(operation.path("operationId").asString())).as(place + " has a name of its own").isTrue();
        });
    }

    @Test
    void theDocumentedAccessIsTheRealAccess() {
        ApiClient somebody = new TestAccounts(api).newUser().api();
        forEachOperation((place, operation) -> {
            assertThat(operation.path("security").isArray()).as("%s says who may call it, or that all may", place).isTrue();
            String[] call = place.replaceAll("\\{[a-z]+}", "019a9e2b-7c1d-7f3a-9b64-3d2c1e0f4a5b").split(" ", 2);
            assertThat(api.send(call[0], call[1], "").status() == 401).as("%s, called by nobody", place)
                    .isEqualTo(!operation.path("security").isEmpty());
            int answer = somebody.send(call[0], call[1], "").status();
            assertThat(answer).as("%s, called by a user", place).isNotEqualTo(401);
            assertThat(operation.path("description").asString("").startsWith("For admins.")
                    || operation.path("description").asString("").startsWith("For admins,")).as("%s, called by a user", place)
                    .isEqualTo(answer == 403);
        });
    }

    @Test
    void everyValueHasItsLimits() {
        forEachSchema((place, schema) -> {
            Set<String> types = types(schema);
            if (types.contains("string")) {
                assertThat(Stream.of("maxLength", "enum", "pattern", "format").anyMatch(schema::has)).as("%s is limited", place).isTrue();
                assertThat(schema.path("minLength").asInt(1)).as("%s: a least length of 0 says nothing", place).isPositive();
            }
            if (types.contains("integer") || types.contains("number")) {
                assertThat(schema.has("minimum") && schema.has("maximum")).as("%s is limited", place).isTrue();
            }
            if (types.contains("array")) {
                assertThat(schema.has("maxItems")).as("%s is limited", place).isTrue();
            }
            if (types.contains("object")) {
                assertThat(schema.path("properties").isObject()).as("%s names its members", place).isTrue();
            }
            if (schema.has("pattern")) {
                assertThat(schema.path("pattern").asString()).as("%s: a pattern of the whole value", place).startsWith("^").endsWith("$");
            }
            assertThat(schema.has("$ref") || schema.has("type") || schema.has("types") || schema.has("anyOf")).as("%s has a type", place)
                    .isTrue();
        });
    }

    @Test
    void everyValueHasAValidExample() {
        var schemas = new JsonSchemas(document);
        document.path("components").path("schemas").properties().forEach(named -> named.getValue().path("properties").properties()
                .forEach(member -> {
                    JsonNode schema = member.getValue();
                    String place = named.getKey() + "." + member.getKey();
                    if (!schema.has("$ref") && !schema.has("anyOf") && !types(schema).contains("array") && !schema.has("enum")) {
                        assertThat(schema.has("example")).as("%s has an example", place).isTrue();
                        assertThat(JsonSchemas.check(schemas.compile(schema), schema.path("example"))).as(place).isEmpty();
                    }
                    assertThat(member.getKey()).as(place).matches("[a-z]+(_[a-z]+)*");
                }));
    }

    @Test
    void everyErrorIsAProblemWithAnExampleForEachCode() {
        var schemas = JsonSchemas.strict(document);
        forEachOperation((place, operation) -> operation.path("responses").properties().forEach(answer -> {
            int status = Integer.parseInt(answer.getKey());
            assertThat(answer.getValue().path("description").asString("")).as(place).isNotBlank();
            assertThat(answer.getValue().path("headers").has("X-Request-Id")).as(place).isTrue();
            answer.getValue().path("headers").properties().stream().filter(header -> header.getValue().has("$ref")).forEach(
                    header -> assertThat(header.getValue().size()).as("%s: %s has nothing beside its $ref", place, header.getKey())
                            .isEqualTo(1));
            if (status < 300) {
                assertThat(answer.getValue().has("content")).as("%s has a body with %d", place, status)
                        .isEqualTo(status != 204 && !ACCEPTED_WITHOUT_BODY.contains(place));
            } else if (status >= 400) {
                JsonNode media = answer.getValue().path("content").path("application/problem+json");
                assertThat(media.path("examples").size()).as("%s has examples for %d", place, status).isPositive();
                media.path("examples").properties().forEach(example -> {
                    JsonNode value = document.path("components").path("examples").path(example.getKey()).path("value");
                    assertThat(value.path("status").asInt()).as("%s: %s", place, example.getKey()).isEqualTo(status);
                    assertThat(value.path("code").asString()).isEqualTo(example.getKey());
                    assertThat(JsonSchemas.check(schemas.compile(media.path("schema")), value)).as(example.getKey()).isEmpty();
                });
            }
        }));
    }

    @Test
    void patchesMayLeaveOutEveryMember() {
        List<String> patches = new ArrayList<>();
        forEachOperation((place, operation) -> {
            if (place.startsWith("PATCH /api/v1/")) {
                JsonNode content = operation.path("requestBody").path("content");
                assertThat(content.propertyNames()).as(place).containsExactlyInAnyOrder("application/merge-patch+json", "application/json");
                patches.add(content.path("application/merge-patch+json").path("schema").path("$ref").asString());
                assertThat(content.path("application/json").path("schema").path("$ref").asString()).isEqualTo(patches.getLast());
            }
        });
        assertThat(patches).containsExactlyInAnyOrder("#/components/schemas/ProductPatch", "#/components/schemas/UserPatch",
                "#/components/schemas/WebhookPatch");
        patches.forEach(patch -> assertThat(document.at(patch.substring(1)).has("required")).isFalse());
    }

    @Test
    void theRootRedirectsToSwaggerUi() {
        assertThat(api.get("/").is(302).header("Location")).as("a path alone, which is right behind any proxy")
                .isEqualTo("/swagger-ui.html");
        assertThat(api.send("HEAD", "/", "").is(302).header("Location")).isEqualTo("/swagger-ui.html");
        api.post("/", "{}").isProblem(405, "method_not_allowed");
    }

    @Test
    void swaggerUiNeedsNoToken() {
        String page = api.get("/swagger-ui.html").is(302).header("Location");
        assertThat(page).endsWith("/swagger-ui/index.html");
        var index = api.get("/swagger-ui/index.html").is(200);
        assertThat(index.header("Content-Security-Policy")).as("its scripts may run: see BrowserTest").contains("default-src 'self'");
        assertThat(index.text()).contains("swagger-ui-bundle.js", "swagger-initializer.js");
        api.get("/swagger-ui/swagger-ui-bundle.js").is(200);
        assertThat(api.get("/swagger-ui/swagger-initializer.js").is(200).text()).contains("/v3/api-docs/swagger-config");
        JsonNode config = api.get("/v3/api-docs/swagger-config").is(200).json();
        assertThat(config.path("urls").path(0).path("url").asString()).isEqualTo("/v3/api-docs/v1");
        assertThat(config.path("urls").path(1).path("url").asString()).isEqualTo("/v3/api-docs/v2");
        assertThat(config.path("urls").findValuesAsString("name")).containsExactly("Version 1", "Version 2");
        assertThat(config.path("persistAuthorization").asBoolean()).isTrue();
    }

    private static Set<String> operations(JsonNode document) {
        Set<String> operations = new TreeSet<>();
        forEachOperation(document, (place, _) -> operations.add(place));
        return operations;
    }

    private void forEachOperation(BiConsumer<String, JsonNode> action) {
        forEachOperation(document, action);
    }

    private static void forEachOperation(JsonNode document, BiConsumer<String, JsonNode> action) {
        document.path("paths").properties().forEach(path -> path.getValue().properties().forEach(
                method -> action.accept(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), method.getValue())));
    }

    /** Every schema of the document: of members, items, parameters, bodies and headers. */
    private void forEachSchema(BiConsumer<String, JsonNode> action) {
        document.path("components").path("schemas").properties().forEach(named -> descend(named.getKey(), named.getValue(), action));
        List.of("paths", "components").forEach(part -> visitSchemaMembers(part, document.path(part), action));
    }

    private static void visitSchemaMembers(String place, JsonNode node, BiConsumer<String, JsonNode> action) {
        if (node.isObject()) {
            node.properties().forEach(member -> {
                String inner = place + "/" + member.getKey();
                if (member.getKey().equals("schema") && member.getValue().isObject()) {
                    descend(inner, member.getValue(), action);
                } else if (!member.getKey().equals("schemas") && !member.getKey().equals("examples")) {
                    visitSchemaMembers(inner, member.getValue(), action);
                }
            });
        } else {
            node.forEach(item -> visitSchemaMembers(place + "/" + item.path("name").asString(""), item, action));
        }
    }

    private static void descend(String place, JsonNode schema, BiConsumer<String, JsonNode> action) {
        action.accept(place, schema);
        schema.path("properties").properties().forEach(member -> descend(place + "." + member.getKey(), member.getValue(), action));
        if (schema.path("items") instanceof ObjectNode items) {
            descend(place + "[]", items, action);
        }
    }

    private static Set<String> types(JsonNode schema) {
        JsonNode type = schema.path("type");
        Set<String> types = new HashSet<>();
        if (type.isString()) {
            types.add(type.asString());
        }
        type.forEach(one -> types.add(one.asString()));
        return types;
    }
}
