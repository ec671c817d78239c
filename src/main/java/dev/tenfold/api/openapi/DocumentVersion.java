package dev.tenfold.api.openapi;

import dev.tenfold.api.route.ApiVersion;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Schema;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names in a document. Types and operations that version 2 has in another form have the same names as in version 1. A document of both
 * versions needs different names, so there those of version 2 end with {@code V2}, as their classes do. Springdoc numbers operations of the
 * same name; the numbers are removed.
 */
final class DocumentVersion {

    private static final String NUMBERED = "_\\d+$";

    private final OpenAPI document;
    private final Set<ApiVersion> versions = EnumSet.noneOf(ApiVersion.class);

    DocumentVersion(OpenAPI document) {
        this.document = document;
        document.getPaths().keySet().stream().map(ApiVersion::ofPath).filter(Objects::nonNull).forEach(versions::add);
    }

    /** Gives operations, types and texts the names of their version. */
    void complete() {
        document.getPaths().forEach((path, item) -> item.readOperations().forEach(operation -> rename(operation, ApiVersion.ofPath(path))));
        if (versions.size() == 1) {
            ApiVersion only = versions.iterator().next();
            if (only != ApiVersion.V1) {
                useNamesOf(only);
            }
        }
    }

    private void rename(Operation operation, @Nullable ApiVersion version) {
        boolean isLater = versions.size() > 1 && version != null && version != ApiVersion.V1;
        operation.setOperationId(operation.getOperationId().replaceAll(NUMBERED, "") + (isLater ? suffix(version) : ""));
    }

    @SuppressWarnings("rawtypes") // as the model declares them
    private void useNamesOf(ApiVersion version) {
        Map<String, Schema> renamed = new LinkedHashMap<>();
        document.getComponents().getSchemas().forEach((name, schema) -> renamed.put(name.replace(suffix(version), ""), schema));
        document.getComponents().setSchemas(renamed);
        new DocumentTexts(text -> text.startsWith(DocumentTexts.SCHEMAS) ? text.replace(suffix(version), "")
                : text.replace("/api/v1/", version.path(ApiVersion.ROOT) + "/").replace("`next_cursor`", "`page.next`")).visit(document);
    }

    private static String suffix(@Nullable ApiVersion version) {
        return String.valueOf(version);
    }
}
