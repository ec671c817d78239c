package dev.tenfold.api.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.OpenAPI;
import java.io.ByteArrayOutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.openapitools.openapidiff.core.OpenApiCompare;
import org.openapitools.openapidiff.core.compare.OpenApiDiffOptions;
import org.openapitools.openapidiff.core.model.ChangedOpenApi;
import org.openapitools.openapidiff.core.output.ConsoleRender;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds what would break a client of a released version. openapi-diff finds most of it. It reads OpenAPI 3.0, so both documents are
 * written in that form first. It does not look at members that a strict request no longer accepts, at members of a response that may now
 * be null, and at routes that now need a token: these are checked here.
 */
final class ApiCompatibility {

    private static final String NULL = "null";

    private ApiCompatibility() {}

    /** What breaks a client, one entry each; empty if the document has only grown. */
    static List<String> breaks(JsonNode released, JsonNode current) {
        var breaks = new ArrayList<String>();
        // a client must accept codes that it does not know: docs/clients.md
        var options = OpenApiDiffOptions.builder().configProperty("incompatible.response.enum.increased", "false")
                .configProperty("incompatible.operation.id.changed", "true").build();
        ChangedOpenApi changes = OpenApiCompare.fromSpecifications(model(released), model(current), options);
        if (changes.isIncompatible()) {
            changes.getMissingEndpoints().forEach(gone -> breaks.add("%s %s is gone".formatted(gone.getMethod(), gone.getPathUrl())));
            changes.getChangedOperations().stream().filter(operation -> operation.isIncompatible())
                    .forEach(operation -> breaks.add("%s %s has changed".formatted(operation.getHttpMethod(), operation.getPathUrl())));
            breaks.add(text(changes));
        }
        members(released, current, breaks);
        tokens(released, current, breaks);
        return breaks;
    }

    private static void members(JsonNode released, JsonNode current, List<String> breaks) {
        released.path("components").path("schemas").properties().forEach(named -> {
            JsonNode now = current.path("components").path("schemas").path(named.getKey());
            if (now.isMissingNode()) {
                return; // openapi-diff compares the types that took its place
            }
            boolean isRequest = named.getValue().has("additionalProperties");
            named.getValue().path("properties").properties().forEach(member -> {
                String place = named.getKey() + "." + member.getKey();
                JsonNode its = now.path("properties").path(member.getKey());
                if (isRequest && its.isMissingNode()) {
                    breaks.add(place + " is no longer accepted");
                } else if (!isRequest && isNullable(its) && !isNullable(member.getValue())) {
                    breaks.add(place + " may be null now");
                }
            });
        });
    }

    private static void tokens(JsonNode released, JsonNode current, List<String> breaks) {
        released.path("paths").properties().forEach(path -> path.getValue().properties().forEach(method -> {
            JsonNode now = current.path("paths").path(path.getKey()).path(method.getKey());
            if (method.getValue().path("security").isEmpty() && !now.path("security").isEmpty()) {
                breaks.add("%s %s needs a token now".formatted(method.getKey().toUpperCase(Locale.ROOT), path.getKey()));
            }
        }));
    }

    private static boolean isNullable(JsonNode schema) {
        return isNullType(schema.path("type")) || schema.path("anyOf").valueStream().anyMatch(one -> isNullType(one.path("type")));
    }

    private static boolean isNullType(JsonNode type) {
        return type.asString("").equals(NULL) || type.valueStream().anyMatch(one -> one.asString("").equals(NULL));
    }

    private static OpenAPI model(JsonNode document) {
        ObjectNode older = (ObjectNode) document.deepCopy();
        older.put("openapi", "3.0.3");
        ((ObjectNode) older.path("info")).remove("license"); // its identifier is new in 3.1
        older.path("paths").forEach(ApiCompatibility::inOlderForm);
        older.path("components").forEach(ApiCompatibility::inOlderForm);
        try {
            return Json.mapper().readValue(older.toString(), OpenAPI.class);
        } catch (JsonProcessingException unreadable) {
            throw new IllegalArgumentException(unreadable);
        }
    }

    /** In OpenAPI 3.0 a schema has one type, and {@code nullable}. */
    private static void inOlderForm(JsonNode node) {
        if (node instanceof ObjectNode schema) {
            if (schema.path("type") instanceof ArrayNode types) {
                types.valueStream().map(JsonNode::asString).forEach(type -> {
                    if (type.equals(NULL)) {
                        schema.put("nullable", true);
                    } else {
                        schema.put("type", type);
                    }
                });
            }
            if (schema.has("enum")) {
                schema.remove("pattern"); // it lists the same values
            }
            if (schema.path("anyOf") instanceof ArrayNode either && either.valueStream().anyMatch(one -> isNullType(one.path("type")))) {
                schema.remove("anyOf");
                schema.putArray("allOf").add(either.get(0));
                schema.put("nullable", true);
            }
        }
        node.forEach(ApiCompatibility::inOlderForm);
    }

    private static String text(ChangedOpenApi changes) {
        var text = new ByteArrayOutputStream();
        new ConsoleRender().render(changes, new OutputStreamWriter(text, StandardCharsets.UTF_8));
        return text.toString(StandardCharsets.UTF_8);
    }
}
