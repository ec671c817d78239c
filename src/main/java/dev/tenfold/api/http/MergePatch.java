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
import tools.jackson.databind.node.ObjectNode;

/** JSON merge patch (RFC 7396): the members that are there replace, null removes, the rest stays. */
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
     * The patched object, validated as if it had been sent whole.
     *
     * @throws Malformed when the patch is no object, names unknown members or bears wrong types
     * @throws Invalid with every violation when the result cannot be
     */
    public <T> T apply(JsonNode patch, T current, Class<T> type) {
        if (!(patch instanceof ObjectNode members)) {
            throw new Malformed(ProblemCode.WRONG_TYPE, "The body must be an object");
        }
        T patched = read(merge(json.valueToTree(current), members), type);
        var violations = validator.validate(patched);
        if (!violations.isEmpty()) {
            throw new Invalid(Violations.of(violations));
        }
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
     * RFC 7396, section 2: MergePatch(Target, Patch). What null removes stands as null in the result, which reads the same, so that a member which
     * the type does not know is refused also where its value is null.
     */
    private JsonNode merge(JsonNode target, ObjectNode patch) {
        ObjectNode merged = target instanceof ObjectNode object ? object : json.createObjectNode();
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
