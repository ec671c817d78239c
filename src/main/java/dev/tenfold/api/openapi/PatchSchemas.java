package dev.tenfold.api.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Schema;
import java.util.HashSet;
import java.util.Set;

/** The schema of a merge patch (RFC 7396): that of the resource, with every member optional. */
final class PatchSchemas {

    private static final String PATCH = "Patch";

    private final OpenAPI document;

    PatchSchemas(OpenAPI document) {
        this.document = document;
    }

    /** Replaces the schema in the bodies of PATCH routes, which springdoc describes with that of the whole resource. */
    void complete() {
        Set<String> wholes = new HashSet<>();
        Set<String> used = new HashSet<>();
        document.getPaths().values().forEach(path -> path.readOperationsMap().forEach((method, operation) -> {
            if (operation.getRequestBody() != null) {
                // a file has an inline schema and is left unchanged
                operation.getRequestBody().getContent().values().stream().filter(media -> media.getSchema().get$ref() != null)
                        .forEach(media -> {
                            (method == PathItem.HttpMethod.PATCH ? wholes : used).add(RecordResolver.nameIn(media.getSchema().get$ref()));
                            if (method == PathItem.HttpMethod.PATCH) {
                                media.setSchema(patchOf(media.getSchema()));
                            }
                        });
            }
        }));
        wholes.removeAll(used);
        wholes.stream().filter(whole -> !whole.endsWith(PATCH)).forEach(document.getComponents().getSchemas()::remove);
    }

    private Schema<?> patchOf(Schema<?> schema) {
        if (schema.get$ref() == null || schema.get$ref().endsWith(PATCH)) {
            return schema;
        }
        String whole = RecordResolver.nameIn(schema.get$ref());
        String name = whole.replaceAll("(Request|Update)$", "") + PATCH;
        var known = document.getComponents().getSchemas();
        Schema<?> described = known.get(whole);
        if (described != null && !known.containsKey(name)) {
            document.getComponents().addSchemas(name, optional(described));
        }
        return new Schema<>().$ref("#/components/schemas/" + name);
    }

    private Schema<?> optional(Schema<?> whole) {
        Schema<?> patch = new Schema<>().description("Members that you send replace the current values. The others stay as they are.");
        patch.setTypes(whole.getTypes());
        patch.setAdditionalProperties(whole.getAdditionalProperties());
        whole.getProperties().forEach((name, member) -> patch.addProperty(name, patchOf(member)));
        return patch;
    }
}
