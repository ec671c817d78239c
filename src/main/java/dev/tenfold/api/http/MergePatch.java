package dev.tenfold.api.http;

import dev.tenfold.api.problem.JsonFailures;
import dev.tenfold.api.problem.Violations;
import dev.tenfold.platform.failure.Failure.Invalid;
import dev.tenfold.platform.failure.Failure.Malformed;
import dev.tenfold.platform.failure.ProblemCode;
import jakarta.validation.Validator;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON merge patch (RFC 7396): members of the patch replace those of the target, null removes a member, all others stay. */
@Component
public class MergePatch {

    public static final String MEDIA_TYPE = "application/merge-patch+json";

    private final JsonMapper json;
    private final Validator validator;

    MergePatch(JsonMapper json, Validator validator) {
        this.json = json;
        this.validator = validator;
    }

    /**
     * The patched object, validated like a complete object in a request.
     * @throws Malformed when the patch is not an object, or has unknown members or wrong types
     * @throws Invalid with every violation when the result is invalid
     */
    public <T> T apply(JsonNode patch, T current, Class<T> type) {
        if (!(patch instanceof ObjectNode members)) {
            throw new Malformed(ProblemCode.WRONG_TYPE, "The body must be an object");
        }
        T patched = read(merge(json.valueToTree(current), members), type);
        Violations.requireValid(validator, patched);
        return patched;
    }

    private <T> T read(JsonNode merged, Class<T> type) {
        try {
            return json.treeToValue(merged, type);
        } catch (JacksonException mismatch) {
            throw JsonFailures.of(mismatch);
        }
    }

    /**
     * RFC 7396, section 2: MergePatch(Target, Patch). A removed member stays in the result as null, which Jackson reads the same. So an
     * unknown member is refused even if its value is null.
     */
    static ObjectNode merge(JsonNode target, ObjectNode patch) {
        ObjectNode merged = target instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
        patch.properties().forEach(member -> {
            JsonNode value = member.getValue();
            if (value.isNull()) {
                merged.putNull(member.getKey());
            } else if (value instanceof ObjectNode nested) {
                merged.set(member.getKey(), merge(merged.path(member.getKey()), nested));
            } else {
                merged.set(member.getKey(), value);
            }
        });
        return merged;
    }
}
