package dev.tenfold.shop.user;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.services.TenfoldTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Patches that are refused. One user is enough for all of them, because nothing changes. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UserUpdateRefusalTest {

    private final Person ada;
    private final String path;

    UserUpdateRefusalTest(@LocalServerPort int port) {
        this.ada = new TestAccounts(new ApiClient(port)).newUser();
        this.path = "/api/v1/users/" + ada.id();
    }

    @AfterEach
    void nothingHasChanged() {
        assertThat(ada.api().get(path).is(200).header("ETag")).isEqualTo("\"v1\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/json-patch+json", "application/xml", "application/x-www-form-urlencoded"})
    void otherMediaTypesAreRefusedWithTheSupportedOnes(String mediaType) {
        ApiResponse reply = ada.api().with("Content-Type", mediaType).patch(path, "{\"name\": \"Ada King\"}").isProblem(415,
                "unsupported_media_type");
        assertThat(reply.header("Accept")).contains("application/merge-patch+json").contains("application/json");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            {"name": null}                       | /name     | must_not_be_blank
            {"name": " "}                        | /name     | must_not_be_blank
            {"email": null}                      | /email    | required
            {"email": "nobody"}                  | /email    | invalid_email
            {"role": null}                       | /role     | required
            {"password": "short"}                | /password | length_out_of_range
            {"password": "password123"}          | /password | common_password
            """, delimiter = '|', quoteCharacter = '`')
    void requiredMembersCannotBeRemovedByNull(String patch, String pointer, String code) {
        JsonNode errors = ada.api().patch(path, patch).isProblem(422, "invalid").json().path("errors");
        assertThat(errors).hasSize(1);
        assertThat(errors.path(0).path("pointer").asString()).isEqualTo(pointer);
        assertThat(errors.path(0).path("code").asString()).isEqualTo(code);
    }

    @Test
    void everyViolationOfAPatchIsNamedAtOnce() {
        JsonNode errors = ada.api().patch(path, "{\"name\": \"\", \"email\": \"x\", \"password\": \"y\"}").isProblem(422, "invalid").json();
        assertThat(errors.path("errors").findValuesAsString("pointer")).containsExactly("/email", "/name", "/password");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            {"nickname": "Countess"}             | unknown_member | /nickname
            {"id": "x"}                          | unknown_member | /id
            {"nickname": null}                   | unknown_member | /nickname
            {"role": ""}                         | wrong_type     | /role
            {"name": "Eve", "version": 9}        | unknown_member | /version
            {"name": 7}                          | wrong_type     | /name
            {"name": true}                       | wrong_type     | /name
            {"name": ["Ada"]}                    | wrong_type     | /name
            {"name": {"first": "Ada"}}           | wrong_type     | /name
            {"role": "root"}                     | wrong_type     | /role
            {"role": 1}                          | wrong_type     | /role
            {"email": false}                     | wrong_type     | /email
            """, delimiter = '|', quoteCharacter = '`')
    void unknownMembersAndWrongTypesAreRefused(String patch, String code, String pointer) {
        JsonNode problem = ada.api().patch(path, patch).isProblem(400, code).json();
        assertThat(problem.path("errors").path(0).path("pointer").asString()).isEqualTo(pointer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "\"Ada\"", "7", "[{\"op\": \"replace\", \"path\": \"/name\", \"value\": \"Eve\"}]"})
    void aPatchIsAnObject(String patch) {
        assertThat(ada.api().patch(path, patch).status()).isEqualTo(400);
    }
}
