package dev.tenfold.testing.client;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The schemas of an OpenAPI 3.1 document, which are JSON Schema 2020-12. Formats are checked too. */
public final class JsonSchemas {

    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12,
            registry -> registry.schemaRegistryConfig(SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

    private final ObjectNode components;

    /** The schemas of a document, unchanged. */
    public JsonSchemas(JsonNode document) {
        components = (ObjectNode) document.path("components").deepCopy();
        trustEmails(components.path("schemas"));
    }

    /** The schemas of a document, which also refuse all members that they do not name. */
    public static JsonSchemas strict(JsonNode document) {
        var schemas = new JsonSchemas(document);
        close(schemas.components.path("schemas"));
        return schemas;
    }

    /** A schema from anywhere in the document; its references point to the document's components. */
    public Schema compile(JsonNode schema) {
        ObjectNode whole = (ObjectNode) schema.deepCopy();
        whole.set("components", components);
        return REGISTRY.getSchema(whole);
    }

    /** A schema without references to a document. */
    public static Schema standalone(JsonNode schema) {
        return REGISTRY.getSchema(schema);
    }

    /** The errors of a value; empty if it is valid. */
    public static List<String> check(Schema schema, JsonNode value) {
        return schema.validate(value).stream().map(error -> error.getInstanceLocation() + " " + error.getMessage()).toList();
    }

    /** The validator accepts no address under the reserved {@code .test} (RFC 2606), which tests should use. */
    private static void trustEmails(JsonNode node) {
        if (node instanceof ObjectNode object && object.path("format").asString("").equals("email")) {
            object.remove("format");
        }
        node.forEach(JsonSchemas::trustEmails);
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object && object.path("properties").isObject() && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        node.forEach(JsonSchemas::close);
    }
}
