package dev.tenfold.api.openapi;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestPayments;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TenfoldTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Calls every route of the OpenAPI document with the ends of every type in every parameter and every member of its body. No call may
 * cause a 5xx, and each job that is queued must succeed.
 */
@TenfoldTest(properties = "tenfold.job.max-unfinished=100000")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DirtiesContext
class ExtremesTest {

    private static final Services OWN = SeparateDatabase.create();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String MARK = "@@MARK@@";
    private static final Set<String> BODIES = Set.of("post", "put", "patch");
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final ApiClient anyone;
    private final ApiClient admin;
    private final JdbcClient jdbc;
    private final String product;
    private final String order;
    private final String webhook;
    private final String user;
    private final String job;
    private final List<String> faults = new ArrayList<>();
    private final List<String> readable = new ArrayList<>();
    private JsonNode document = JSON.createObjectNode();
    private int calls;

    ExtremesTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.anyone = new ApiClient(port);
        var people = new TestAccounts(anyone);
        this.admin = people.admin();
        this.jdbc = jdbc;
        this.product = new TestProducts(admin).product(1_000_000);
        this.user = people.newUser().id();
        this.order = admin.newKey().post("/api/v1/orders", TestProducts.cart(product, 1)).is(201).json().path("id").asString();
        admin.post("/api/v1/orders/" + order + "/pay", "{\"payment_reference\": \"pi\"}").is(200);
        this.job = admin.post("/api/v1/orders/" + order + "/invoice", "").is(202).json().path("id").asString();
        this.webhook =
                admin.post("/api/v1/webhooks", "{\"url\": \"https://shop.invalid/\", \"events\": [\"nothing.at.all\"]}").is(201).json()
                        .path("id").asString();
    }

    @DynamicPropertySource
    static void own(DynamicPropertyRegistry registry) {
        OWN.addTo(registry);
    }

    @BeforeEach
    void reset() {
        faults.clear();
        calls = 0;
    }

    @BeforeAll
    void read() {
        document = anyone.get("/v3/api-docs").is(200).json();
    }

    @Test
    void noParameterAtTheEndsOfItsTypeCausesAFailure() {
        everyOperation(call -> {
            for (JsonNode declared : call.operation().path("parameters")) {
                JsonNode parameter = resolved(declared);
                JsonNode schema = resolved(parameter.path("schema"));
                String name = parameter.path("name").asString();
                switch (parameter.path("in").asString()) {
                    case "query" -> Stream.concat(Extremes.parameter(schema).stream(), Extremes.valid(parameter, schema)).forEach(value -> {
                        call.send(call.path() + "?" + name + "=" + value, call.sample());
                        call.send(call.path() + "?" + name + "=" + value + "&" + name + "=x", call.sample());
                        if (call.isUpload()) {
                            call.send(call.path() + "?" + name + "=" + value + call.others(name), call.sample());
                        }
                    });
                    case "path" -> Extremes.parameter(schema).stream().filter(value -> !value.isEmpty()).forEach(value -> call
                            .send(concrete(call.template().replace("{" + name + "}", value), call.method()), call.sample()));
                    case "header" -> Extremes.header(schema)
                            .forEach(value -> call.send(client -> client.with(name, value), call.path(), call.sample()));
                    default -> faults.add("a parameter in " + parameter.path("in"));
                }
            }
            call.send(call.path() + "?%ED%A0%80=1&=&&x&%00=y", call.sample());
        });
        assertThat(calls).as("calls").isGreaterThan(3_000);
        assertThat(faults).isEmpty();
        everyJobSucceeds();
        assertThat(imports("currency", "AND status = 'succeeded'")).as("currencies of imports").contains("USD");
        assertThat(imports("profile", "")).as("profiles of imports").hasSize(3);
    }

    private List<String> imports(String option, String condition) {
        return jdbc.sql("""
                SELECT DISTINCT payload->'options'->>:option
                  FROM jobs
                 WHERE kind = 'product_import' AND payload->'options'->>:option IS NOT NULL
                """ + condition).param("option", option).query(String.class).list();
    }

    @Test
    void noBodyAtTheEndsOfItsTypesCausesAFailure() {
        everyOperation(call -> {
            JsonNode schema = call.schema();
            if (!BODIES.contains(call.method()) || schema.isMissingNode()) {
                return;
            }
            if (call.isUpload()) {
                ImportFiles.unreadable(call.media(), call.sample()).forEach(call::send);
                files(call).forEach(call::sendReadable);
                return;
            }
            Extremes.json(schema).forEach(call::send);
            spots(schema, "").forEach(spot -> {
                String template = marked(call.sample(), spot.pointer());
                Extremes.json(spot.schema()).forEach(value -> call.send(template.replace("\"" + MARK + "\"", value)));
            });
            times(call, schema);
        });
        assertThat(calls).as("calls").isGreaterThan(3_000);
        assertThat(faults).isEmpty();
        everyJobSucceeds();
    }

    /** Files with one row for each value. All rows can be read: an error in one does not stop the others. */
    private List<String> files(Call call) {
        if (call.media().equals(ImportFiles.CSV)) {
            return ImportFiles.csv();
        }
        JsonNode row = bodySchema(document.at("/paths/~1api~1v1~1products/post"), "application/json");
        return spots(row, "").map(spot -> ImportFiles.ndjson(marked(call.sample(), spot.pointer()), "\"" + MARK + "\"",
                Extremes.json(spot.schema()))).toList();
    }

    /** Each pair of times, because the two together say what a period is. */
    private void times(Call call, JsonNode schema) {
        List<String> pointers =
                spots(schema, "").filter(spot -> spot.schema().path("format").asString("").equals("date-time")).map(Spot::pointer)
                        .toList();
        if (pointers.size() == 2) {
            for (String first : Extremes.times()) {
                for (String second : Extremes.times()) {
                    String body = marked(call.sample(), pointers.getFirst()).replace(MARK, first);
                    call.send(marked(body, pointers.getLast()).replace(MARK, second));
                }
            }
        }
    }

    /** At the first attempt. A failed import counts only when its file can be read. The calls retry failed jobs, too, and then failures count from zero. */
    private void everyJobSucceeds() {
        await().atMost(TIMEOUT).until(() -> jdbc
                .sql("SELECT count(*) FROM jobs WHERE kind <> 'mail' AND status IN ('queued', 'running') AND failures < 2")
                .query(Integer.class).single() == 0);
        assertThat(jdbc.sql("""
                SELECT kind || ' ' || payload || ' ' || coalesce(error, '')
                  FROM jobs
                 WHERE kind <> 'mail' AND (failures > 1 OR status <> 'succeeded')
                   AND (kind <> 'product_import' OR failures > 1 OR result_type IS NULL OR id = ANY (:readable::uuid[]))
                """).param("readable", readable.toArray(String[]::new)).query(String.class).list())
                .as("jobs that did not succeed at once, but for imports that report why they cannot read their file").isEmpty();
        assertThat(jdbc.sql("SELECT DISTINCT kind FROM jobs").query(String.class).list()).contains("order_report", "product_import");
    }

    private void everyOperation(Consumer<Call> consumer) {
        document.path("paths").properties().stream().filter(path -> hasOwnHandler(path.getKey()))
                .forEach(path -> path.getValue().properties().forEach(operation -> mediaTypes(operation.getValue())
                        .forEach(media -> consumer.accept(new Call(path.getKey(), operation.getKey(), operation.getValue(), media)))));
    }

    /** The media types of an operation's body; one that does not matter if it has no body. */
    private static Collection<String> mediaTypes(JsonNode operation) {
        JsonNode content = operation.path("requestBody").path("content");
        return content.isEmpty() ? List.of("application/json") : content.propertyNames();
    }

    /** Whether version 1 does not have this path with the same handler. Version 2 has other ones for orders, and for lists. */
    private static boolean hasOwnHandler(String path) {
        return !path.startsWith("/api/v2/") || path.startsWith("/api/v2/orders") || path.endsWith("/import");
    }

    /** The path with ids of things that there are, but for a deletion: the other calls need them. */
    private String concrete(String template, String method) {
        String id = template.contains("/orders/") ? order
                : template.contains("/webhooks/") ? webhook
                        : template.contains("/jobs/") ? job : template.contains("/users/") ? user : product;
        return template.replace("{id}", method.equals("delete") ? UUID.randomUUID().toString() : id).replaceAll("\\{[a-z]+}",
                UUID.randomUUID().toString());
    }

    private JsonNode bodySchema(JsonNode operation, String media) {
        return resolved(operation.path("requestBody").path("content").path(media).path("schema"));
    }

    private JsonNode resolved(JsonNode node) {
        if (node.has("anyOf")) {
            return resolved(node.path("anyOf").get(0)); // the other one is null
        }
        return node.has("$ref") ? resolved(document.at(node.path("$ref").asString().substring(1))) : node;
    }

    /** Each place in a body, at every depth, with its schema. */
    private Stream<Spot> spots(JsonNode schema, String pointer) {
        Stream<Spot> members = schema.path("properties").properties().stream().flatMap(member -> {
            JsonNode its = resolved(member.getValue());
            String at = pointer + "/" + member.getKey();
            return Stream.concat(Stream.of(new Spot(at, its)), spots(its, at));
        });
        JsonNode items = resolved(schema.path("items"));
        return items.isMissingNode() ? members
                : Stream.concat(members, Stream.concat(Stream.of(new Spot(pointer + "/0", items)), spots(items, pointer + "/0")));
    }

    /** The body with a mark in this place. */
    private static String marked(String body, String pointer) {
        JsonNode whole = JSON.readTree(body);
        int last = pointer.lastIndexOf('/');
        JsonNode parent = whole.at(pointer.substring(0, last));
        if (parent instanceof ArrayNode array) {
            array.removeAll().add(MARK);
        } else if (parent instanceof ObjectNode object) {
            object.put(pointer.substring(last + 1), MARK);
        }
        return whole.toString();
    }

    /** A value that is valid, from the examples of the document. */
    private JsonNode example(String name, JsonNode schema) {
        String known =
                Map.of("product_id", product, "order_id", order, "email", "@@EMAIL@@", "sku", "@@SKU@@", "url", "https://shop.invalid/")
                        .get(name);
        if (known != null) {
            return JsonNodeFactory.instance.stringNode(known);
        }
        if (schema.path("properties").isObject()) {
            ObjectNode object = JSON.createObjectNode();
            schema.path("properties").properties()
                    .forEach(member -> object.set(member.getKey(), example(member.getKey(), resolved(member.getValue()))));
            return object;
        }
        if (schema.has("items")) {
            return JSON.createArrayNode().add(example("", resolved(schema.path("items"))));
        }
        if (schema.has("example")) {
            JsonNode given = schema.path("example");
            return schema.path("type").toString().contains("integer") ? JsonNodeFactory.instance.numberNode(given.asLong()) : given;
        }
        return schema.has("enum") ? schema.path("enum").get(0) : JsonNodeFactory.instance.stringNode("order.paid");
    }

    private record Spot(String pointer, JsonNode schema) {}

    /** Calls of one operation. */
    private final class Call {

        private final String template;
        private final String method;
        private final JsonNode operation;
        private final String media;
        private final JsonNode schema;
        private final String sample;

        Call(String template, String method, JsonNode operation, String media) {
            this.template = template;
            this.method = method;
            this.operation = operation;
            this.media = media;
            this.schema = bodySchema(operation, media);
            this.sample = isUpload() ? ImportFiles.sample(media) : schema.isMissingNode() ? "" : example("", schema).toString();
        }

        /** Whether the body is a file of products, and no JSON. */
        boolean isUpload() {
            return template.endsWith("/import");
        }

        /** The other query parameters that have a valid value, with that. */
        String others(String name) {
            return operation.path("parameters").valueStream().map(ExtremesTest.this::resolved)
                    .filter(other -> other.path("in").asString().equals("query") && !other.path("name").asString().equals(name))
                    .flatMap(other -> Extremes.valid(other, resolved(other.path("schema"))).limit(1)
                            .map(value -> "&" + other.path("name").asString() + "=" + value))
                    .collect(Collectors.joining());
        }

        String media() {
            return media;
        }

        JsonNode schema() {
            return schema;
        }

        String template() {
            return template;
        }

        String method() {
            return method;
        }

        JsonNode operation() {
            return operation;
        }

        String path() {
            return concrete(template, method);
        }

        String sample() {
            return sample;
        }

        void send(String body) {
            send(path(), body);
        }

        void send(String path, String body) {
            send(client -> client, path, body);
        }

        /** Sends a file that can be read to its end. */
        void sendReadable(String body) {
            ApiResponse reply = send(client -> client, path(), body);
            if (reply == null || reply.status() != 202) {
                faults.add("%s %s was not taken: %s".formatted(path(), body, reply == null ? "" : reply.text()));
            } else {
                readable.add(reply.json().path("id").asString());
            }
        }

        @Nullable
        ApiResponse send(UnaryOperator<ApiClient> change, String path, String template) {
            String body = ImportFiles.withSkus(template.replace("@@EMAIL@@", UUID.randomUUID() + "@tenfold.test"));
            ApiClient base = path.contains("/auth/") ? anyone : admin.newKey().with("If-Match", "*");
            ApiClient client =
                    (path.startsWith(TestPayments.EVENTS) ? TestPayments.signed(anyone, body) : base).with("Content-Type", media);
            calls++;
            try {
                ApiResponse reply = change.apply(client).send(method.toUpperCase(Locale.ROOT), path, body);
                if (isUpload() && reply.status() == 415) {
                    faults.add("%s %s does not take %s".formatted(method, path, media));
                } else if (reply.status() >= 500) {
                    faults.add("%s %s %s answered %s".formatted(method, path, body, reply.text()));
                } else if (reply.status() >= 400 && reply.text().matches("(?s).*(Exception|java\\.|dev\\.tenfold|SELECT ).*")) {
                    faults.add("%s %s %s shows %s".formatted(method, path, body, reply.text()));
                }
                return reply;
            } catch (AssertionError | IllegalStateException | IllegalArgumentException wrong) {
                faults.add("%s %s %s: %s".formatted(method, path, body, wrong.getMessage()));
                return null;
            }
        }
    }
}
