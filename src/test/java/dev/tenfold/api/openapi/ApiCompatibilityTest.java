package dev.tenfold.api.openapi;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.services.TenfoldTest;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The document of each released version may only grow. The released ones are in {@code src/test/resources/openapi}; CONTRIBUTING.md says
 * when and how they are written.
 */
@TenfoldTest
class ApiCompatibilityTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ApiClient api;

    ApiCompatibilityTest(@LocalServerPort int port) {
        this.api = new ApiClient(port);
    }

    private static JsonNode released(String version) throws IOException {
        try (var document = new ClassPathResource("openapi/" + version + ".json").getInputStream()) {
            return JSON.readTree(document);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void aReleasedVersionOnlyGrows(String version) throws IOException {
        JsonNode current = api.get("/v3/api-docs/" + version).is(200).json();
        assertThat(ApiCompatibility.breaks(released(version), current))
                .as("this would break clients of %s: keep it as it was, or add it to a new version", version).isEmpty();
    }

    /** Each row takes a part of the document away, or puts a value into it. The last column is a part of what the failure says. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "/paths/~1api~1v1~1orders/post                                          |           | POST /api/v1/orders is gone",
        "/paths/~1api~1v1~1orders/get/parameters/0                              |           | GET /api/v1/orders has changed",
        "/paths/~1api~1v1~1orders/post/responses/201                            |           | POST /api/v1/orders has changed",
        "/paths/~1api~1v1~1orders/post/responses/201/headers/Location           |           | POST /api/v1/orders has changed",
        "/paths/~1api~1v1~1orders/get/parameters/0/schema/enum/0                |           | GET /api/v1/orders has changed",
        "/components/schemas/Order/properties/items                             |           | GET /api/v1/orders/{id} has changed",
        "/components/schemas/OrderItem/properties/quantity/maximum              | 10        | POST /api/v1/orders has changed",
        "/components/schemas/SignUpRequest/properties/name/maxLength            | 20        | POST /api/v1/users has changed",
        "/components/schemas/Product/properties/name/type                       | 'integer' | GET /api/v1/products/{id} has changed",
        "/components/schemas/PlaceOrderRequest/required/1                       | 'expected_total' | POST /api/v1/orders has changed",
        "/components/schemas/PlaceOrderRequest/properties/expected_total        |           | PlaceOrderRequest.expected_total is no longer accepted",
        "/components/schemas/Product/properties/name/type                       | ['string', 'null'] | Product.name may be null now",
        "/paths/~1api~1v1~1products/get/security                                | [{'access_token': []}] | GET /api/v1/products needs a token now",
        "/paths/~1api~1v1~1products/get/operationId                             | 'products' | GET /api/v1/products has changed"})
    void aBreakingChangeIsNamed(String pointer, String value, String failure) throws IOException {
        JsonNode released = released("v1");
        List<String> breaks = ApiCompatibility.breaks(released, changed(released, pointer, value));
        assertThat(breaks).anyMatch(one -> one.equals(failure));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "/components/schemas/Order/properties/note                      | {'type': 'string'}",
        "/components/schemas/PlaceOrderRequest/properties/note          | {'type': 'string'}",
        "/components/schemas/SignUpRequest/properties/name/maxLength    | 1000",
        "/components/schemas/Problem/properties/code/enum/99            | 'a_new_code'",
        "/paths/~1api~1v1~1orders/post/responses/410                    | {'description': 'A new answer'}",
        "/paths/~1api~1v1~1orders/get/parameters/99                     | {'in': 'query', 'name': 'x', 'schema': {'type': 'string'}}",
        "/paths/~1api~1v1~1products/get/description                     | 'Other words.'"})
    void anAdditionBreaksNoClient(String pointer, String value) throws IOException {
        JsonNode released = released("v1");
        assertThat(ApiCompatibility.breaks(released, changed(released, pointer, value))).isEmpty();
    }

    @Test
    void theSameDocumentBreaksNothing() throws IOException {
        assertThat(ApiCompatibility.breaks(released("v2"), released("v2"))).isEmpty();
    }

    /** The document with a value in this place, or without this place if there is no value. An index after the end adds to an array. */
    private static JsonNode changed(JsonNode released, String pointer, String value) {
        JsonNode document = released.deepCopy();
        int last = pointer.lastIndexOf('/');
        String name = pointer.substring(last + 1);
        JsonNode parent = document.at(pointer.substring(0, last));
        JsonNode given = value == null ? null : JSON.readTree(value.replace('\'', '"'));
        switch (parent) {
            case ObjectNode object when given == null -> {
                object.remove(name);
                if (document.at(pointer.substring(0, last).replaceAll("/properties$", "/required")) instanceof ArrayNode required) {
                    required.removeIf(member -> member.asString().equals(name));
                }
            }
            case ObjectNode object -> object.set(name, given);
            case ArrayNode array when given == null -> array.remove(Integer.parseInt(name));
            case ArrayNode array -> array.add(given);
            default -> throw new AssertionError("nothing at " + pointer);
        }
        return document;
    }
}
