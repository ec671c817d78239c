package dev.tenfold.api.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Changes texts everywhere in a document: descriptions, examples, and references to schemas. */
final class DocumentTexts {

    /** How references to schemas begin. */
    static final String SCHEMAS = "#/components/schemas/";

    private final UnaryOperator<String> change;
    private final Set<Schema<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    DocumentTexts(UnaryOperator<String> change) {
        this.change = change;
    }

    void visit(OpenAPI document) {
        document.getInfo().setDescription(change.apply(document.getInfo().getDescription()));
        document.getPaths().values().forEach(path -> path.readOperations().forEach(this::visit));
        var components = document.getComponents();
        components.getSchemas().values().forEach(this::visit);
        components.getHeaders().values().forEach(this::visit);
        components.getSecuritySchemes().values().forEach(scheme -> scheme.setDescription(change.apply(scheme.getDescription())));
        Stream.ofNullable(components.getExamples()).flatMap(examples -> examples.values().stream()).forEach(example -> {
            if (example.getValue() instanceof Map<?, ?> problem && problem.get("instance") instanceof String instance) {
                @SuppressWarnings("unchecked") // made by ProblemExamples
                Map<String, Object> members = (Map<String, Object>) problem;
                members.put("instance", change.apply(instance));
            }
        });
    }

    private void visit(Operation operation) {
        operation.setDescription(change.apply(operation.getDescription()));
        OperationParameters.of(operation).forEach(parameter -> visit(parameter.getSchema()));
        if (operation.getRequestBody() != null) {
            visit(operation.getRequestBody().getContent());
        }
        operation.getResponses().values().forEach(this::visit);
    }

    private void visit(ApiResponse response) {
        visit(response.getContent());
        if (response.getHeaders() != null) {
            response.getHeaders().values().forEach(this::visit);
        }
    }

    private void visit(Header header) {
        if (header.getDescription() != null) {
            header.setDescription(change.apply(header.getDescription()));
        }
        visit(header.getSchema());
    }

    private void visit(@Nullable Content content) {
        if (content != null) {
            content.values().forEach(media -> visit(media.getSchema()));
        }
    }

    private void visit(@Nullable Schema<?> schema) {
        if (schema == null || !seen.add(schema)) {
            return;
        }
        if (schema.get$ref() != null) {
            schema.set$ref(change.apply(schema.get$ref()));
        }
        if (schema.getDescription() != null) {
            schema.setDescription(change.apply(schema.getDescription()));
        }
        if (schema.getExample() instanceof String example) {
            schema.setExample(change.apply(example));
        }
        Stream.of(members(schema), list(schema.getAnyOf()), list(schema.getOneOf()), list(schema.getAllOf())).flatMap(Collection::stream)
                .forEach(this::visit);
        visit(schema.getItems());
    }

    @SuppressWarnings("rawtypes") // as the model declares them
    private static Collection<Schema> members(Schema<?> schema) {
        return schema.getProperties() == null ? List.of() : schema.getProperties().values();
    }

    @SuppressWarnings("rawtypes") // as the model declares them
    private static List<Schema> list(@Nullable List<Schema> schemas) {
        return schemas == null ? List.of() : schemas;
    }
}
