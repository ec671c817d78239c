package dev.tenfold.api.http;

import dev.tenfold.api.problem.ProblemResponses;
import dev.tenfold.api.problem.RequestContext;
import dev.tenfold.platform.failure.Failure.Invalid;
import dev.tenfold.platform.failure.Failure.Malformed;
import dev.tenfold.platform.failure.Failure.Violation;
import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** RFC 7396, with the examples of its appendix. */
class MergePatchTest {

    private static final JsonMapper JSON = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    private static final Validator VALIDATOR = Validation.buildDefaultValidatorFactory().getValidator();
    private static final Thing THING = new Thing("b", List.of("c", "d"), new Part(1, "x"));

    private final MergePatch patches = new MergePatch(JSON, VALIDATOR);

    @SuppressWarnings("MultipleNullnessAnnotations") // null may come from Jackson and is valid for the constraint
    record Thing(@NotNull @Nullable String name, @Nullable List<String> tags, @Valid @Nullable Part part) {}

    record Part(@Positive int size, @Nullable String colour) {}

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{}|{\"name\":\"b\",\"tags\":[\"c\",\"d\"],\"part\":{\"size\":1,\"colour\":\"x\"}}",
        "{\"name\":\"c\"}|{\"name\":\"c\",\"tags\":[\"c\",\"d\"],\"part\":{\"size\":1,\"colour\":\"x\"}}",
        "{\"tags\":null}|{\"name\":\"b\",\"tags\":null,\"part\":{\"size\":1,\"colour\":\"x\"}}",
        "{\"tags\":[\"e\"]}|{\"name\":\"b\",\"tags\":[\"e\"],\"part\":{\"size\":1,\"colour\":\"x\"}}",
        "{\"part\":{\"colour\":null}}|{\"name\":\"b\",\"tags\":[\"c\",\"d\"],\"part\":{\"size\":1,\"colour\":null}}",
        "{\"part\":null}|{\"name\":\"b\",\"tags\":[\"c\",\"d\"],\"part\":null}"})
    void membersReplaceNullRemovesAndTheRestStays(String patch, String expected) {
        assertThat(JSON.valueToTree(patches.apply(JSON.readTree(patch), THING, Thing.class)).toString()).isEqualTo(expected);
    }

    /** A member that is null is absent for this service. A patch that is no object would replace the whole resource, and is refused. */
    @Test
    void theExamplesOfAppendixAHold() throws IOException {
        JsonNode examples = JSON.readTree(Files.readString(Path.of("src/test/resources/cases/merge-patch/rfc7396-appendix-a.json")));
        assertThat(examples).hasSize(15).allSatisfy(example -> {
            if (example.path("patch") instanceof ObjectNode patch) {
                assertThat(withoutNull(MergePatch.merge(example.path("original"), patch))).isEqualTo(withoutNull(example.path("result")));
            } else {
                assertThatExceptionOfType(Malformed.class).isThrownBy(() -> patches.apply(example.path("patch"), THING, Thing.class));
            }
        });
    }

    private static JsonNode withoutNull(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.removeIf(JsonNode::isNull);
            object.values().forEach(MergePatchTest::withoutNull);
        }
        return node;
    }

    @Test
    void aMissingObjectIsCreated() {
        Thing made = patches.apply(JSON.readTree("{\"part\":{\"size\":2,\"colour\":null}}"), new Thing("b", null, null), Thing.class);
        assertThat(made.part()).isEqualTo(new Part(2, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"text\"", "null", "1", "{\"other\":1}", "{\"tags\":1}", "{\"part\":[]}", "{\"part\":{\"other\":1}}"})
    void anInvalidPatchIsMalformed(String patch) {
        assertThatExceptionOfType(Malformed.class).isThrownBy(() -> patches.apply(JSON.readTree(patch), THING, Thing.class));
    }

    @Test
    void everyViolationOfTheResultIsNamed() {
        assertThatExceptionOfType(Invalid.class)
                .isThrownBy(() -> patches.apply(JSON.readTree("{\"name\":null,\"part\":{\"size\":-1}}"), THING, Thing.class))
                .satisfies(refusal -> assertThat(violations(refusal)).containsExactly("/name", "/part/size"));
    }

    private static List<String> violations(Invalid refusal) {
        return Objects.requireNonNull(ProblemResponses.describe(refusal, new RequestContext("/things/1", "a request")).errors()).stream()
                .map(Violation::pointer).toList();
    }
}
