package dev.tenfold.testing.client;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The check of all requests and responses fails when it must: shown with a document of one small route. */
class OpenApiContractTest {

    private static final String TEA = "{\"id\": \"019a9e2b-7c1d-7f3a-9b64-3d2c1e0f4a5b\", \"name\": \"Earl Grey\"}";
    private static final OpenApiContract CONTRACT = new OpenApiContract(ApiClient.JSON.readTree("""
            {"paths": {"/api/v1/teas/{id}": {"put": {
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewTea"}}}},
                "responses": {
                    "200": {"headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Tea"}}}},
                    "204": {}}}}},
             "components": {
                "headers": {"ETag": {"required": true, "schema": {"type": "string", "pattern": "^\\"v[0-9]+\\"$"}}},
                "schemas": {
                    "NewTea": {"type": "object", "properties": {"name": {"type": "string", "maxLength": 10}}, "required": ["name"]},
                    "Tea": {"type": "object", "required": ["id", "name"],
                        "properties": {"id": {"type": "string", "format": "uuid"}, "name": {"type": "string", "maxLength": 10}}}}}}
            """));

    @Test
    void aDocumentedResponsePasses() {
        assertThatCode(() -> check(200, TEA)).doesNotThrowAnyException();
        assertThatCode(() -> check("PUT", "/api/v1/teas/7?a=b", "", 204, "", Map.of())).doesNotThrowAnyException();
    }

    @Test
    void anUndocumentedStatusFails() {
        assertThatThrownBy(() -> check(201, TEA)).isInstanceOf(AssertionError.class).hasMessageContaining("/api/v1/teas/7 answered 201")
                .hasMessageContaining("[200, 204]");
    }

    @Test
    void anUndocumentedMemberFails() {
        assertThatThrownBy(() -> check(200, TEA.replace("}", ", \"origin\": \"China\"}"))).hasMessageContaining("origin");
    }

    @Test
    void aMissingNullOrTooLongMemberFails() {
        assertThatThrownBy(() -> check(200, "{\"name\": \"Earl Grey\"}")).hasMessageContaining("id");
        assertThatThrownBy(() -> check(200, TEA.replace("\"Earl Grey\"", "null"))).hasMessageContaining("/name");
        assertThatThrownBy(() -> check(200, TEA.replace("Earl Grey", "Lapsang Souchong"))).hasMessageContaining("/name");
        assertThatThrownBy(() -> check(200, TEA.replace("019a9e2b-", ""))).hasMessageContaining("/id");
    }

    @Test
    void aBodyOfAnotherTypeOrAnUnexpectedBodyFails() {
        assertThatThrownBy(() -> check("PUT", "/api/v1/teas/7", "", 200, TEA, Map.of("Content-Type", "text/html", "ETag", "\"v1\"")))
                .hasMessageContaining("text/html");
        assertThatThrownBy(() -> check(204, TEA)).hasMessageContaining("no body");
        assertThatThrownBy(() -> check(200, "")).hasMessageContaining("has a body, and none came");
    }

    @Test
    void aMissingWrongOrUndocumentedHeaderFails() {
        assertThatThrownBy(() -> check("PUT", "/api/v1/teas/7", "", 200, TEA, Map.of("Content-Type", "application/json")))
                .hasMessageContaining("ETag is missing");
        assertThatThrownBy(
                () -> check("PUT", "/api/v1/teas/7", "", 200, TEA, Map.of("Content-Type", "application/json", "ETag", "W/\"1\"")))
                .hasMessageContaining("ETag");
        assertThatThrownBy(() -> check("PUT", "/api/v1/teas/7", "", 204, "", Map.of("Location", "/api/v1/teas/8")))
                .hasMessageContaining("Location is not documented");
    }

    @Test
    void anUndocumentedRequestThatIsAcceptedFails() {
        assertThatThrownBy(() -> check("PUT", "/api/v1/teas/7", "{\"name\": \"Lapsang Souchong\"}", 204, "", Map.of()))
                .hasMessageContaining("the request, which was taken");
    }

    @Test
    void anUndocumentedRouteMayOnlyRefuse() {
        assertThatCode(() -> check("GET", "/api/v1/coffees", "", 404, "{}", Map.of())).doesNotThrowAnyException();
        assertThatCode(() -> check("DELETE", "/api/v1/teas/7", "", 405, "{}", Map.of())).doesNotThrowAnyException();
        assertThatThrownBy(() -> check("GET", "/api/v1/coffees", "", 200, "{}", Map.of())).hasMessageContaining("no operation");
    }

    private static void check(int status, String body) {
        check("PUT", "/api/v1/teas/7", "{\"name\": \"Assam\"}", status, body, Map.of("Content-Type", "application/json", "ETag", "\"v1\""));
    }

    private static void check(String method, String path, String request, int status, String body, Map<String, String> headers) {
        var several = headers.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, it -> List.of(it.getValue())));
        CONTRACT.check(Map.of("Content-Type", "application/json"), request, new ApiResponse(method, path, status,
                HttpHeaders.of(several, (_, _) -> true), body.getBytes(StandardCharsets.UTF_8)));
    }
}
