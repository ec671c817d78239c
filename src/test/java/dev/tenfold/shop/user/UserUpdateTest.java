package dev.tenfold.shop.user;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

@TenfoldTest
class UserUpdateTest {

    private final ApiClient api;
    private final TestAccounts people;
    private final Person ada;
    private final String path;

    UserUpdateTest(@LocalServerPort int port) {
        this.api = new ApiClient(port);
        this.people = new TestAccounts(api);
        this.ada = people.newUser();
        this.path = "/api/v1/users/" + ada.id();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/merge-patch+json", "application/json", "application/merge-patch+json;charset=utf-8"})
    void onlyTheNamedMembersChange(String mediaType) {
        ada.api().get(path).is(200); // fills the cache with the old profile
        ApiResponse reply = ada.api().with("Content-Type", mediaType).patch(path, "{\"name\": \"Ada King\"}").is(200);
        assertThat(reply.json().path("name").asString()).isEqualTo("Ada King");
        assertThat(reply.json().path("email").asString()).isEqualTo(ada.email());
        assertThat(reply.header("ETag")).isEqualTo("\"v2\"");
        assertThat(ada.api().get(path).is(200).json()).isEqualTo(reply.json());
    }

    @Test
    void anEmptyPatchChangesNoMember() {
        JsonNode before = ada.api().get(path).is(200).json();
        assertThat(ada.api().patch(path, "{}").is(200).json()).isEqualTo(before);
    }

    @Test
    void onlyTheNewEmailSignsIn() {
        String email = UUID.randomUUID() + "@tenfold.test";
        changeEmail(email).is(200);
        people.signIn(email).get("/api/v1/users/me").is(200);
        api.post("/api/v1/auth/token", "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(ada.email(), TestAccounts.PASSWORD))
                .isProblem(401, "invalid_credentials");
    }

    @Test
    void theOwnEmailInAnotherCaseIsAllowedAndAnotherUsersIsTaken() {
        ada.api().patch(path, "{\"email\": \"%s\"}".formatted(ada.email().toUpperCase(Locale.ROOT))).is(200);
        String others = people.newUser().email().toUpperCase(Locale.ROOT);
        changeEmail(others).isProblem(409, "email_taken");
    }

    @ParameterizedTest
    @CsvSource({"'', required", "', \"current_password\": \"not the one\"', wrong_password"})
    void anotherEmailNeedsTheCurrentPassword(String more, String code) {
        String email = UUID.randomUUID() + "@tenfold.test";
        JsonNode errors =
                ada.api().patch(path, "{\"email\": \"%s\"%s}".formatted(email, more)).isProblem(422, "invalid").json().path("errors");
        assertThat(errors.path(0).path("pointer").asString()).isEqualTo("/current_password");
        assertThat(errors.path(0).path("code").asString()).isEqualTo(code);
        assertThat(ada.api().get(path).json().path("email").asString()).isEqualTo(ada.email());
    }

    @Test
    void anAdminChangesAnothersEmailWithoutAPassword() {
        people.admin().patch(path, "{\"email\": \"%s@tenfold.test\"}".formatted(UUID.randomUUID())).is(200);
    }

    @Test
    void aNameOfOneLineIsStoredInNfc() {
        assertThat(ada.api().patch(path, "{\"name\": \"Zoe\u0308\"}").is(200).json().path("name").asString()).isEqualTo("Zo\u00EB");
        JsonNode errors =
                ada.api().patch(path, "{\"name\": \"Ada\\nBcc: eve@example.com\"}").isProblem(422, "invalid").json().path("errors");
        assertThat(errors.path(0).path("code").asString()).isEqualTo("invalid_characters");
    }

    private ApiResponse changeEmail(String email) {
        return ada.api().patch(path, "{\"email\": \"%s\", \"current_password\": \"%s\"}".formatted(email, TestAccounts.PASSWORD));
    }

    @Test
    void otherUsersGetNotFound() {
        Person stranger = people.newUser();
        stranger.api().patch(path, "{\"name\": \"Eve\"}").isProblem(404, "not_found");
        api.patch(path, "{\"name\": \"Eve\"}").isProblem(401, "unauthenticated");
        assertThat(ada.api().get(path).json().path("name").asString()).isEqualTo("Nobody Special");
        people.admin().patch("/api/v1/users/" + UUID.randomUUID(), "{\"name\": \"Eve\"}").isProblem(404, "not_found");
    }

    @Test
    void adminsMayChangeAnyUser() {
        assertThat(people.admin().patch(path, "{\"name\": \"Ada King\"}").is(200).json().path("name").asString()).isEqualTo("Ada King");
    }

    @Test
    void aChangeOfAnOldVersionIsRefusedAndWithoutIfMatchAnyVersionIsChanged() {
        String tag = ada.api().get(path).is(200).header("ETag");
        ada.api().with("If-Match", tag).patch(path, "{\"name\": \"First\"}").is(200);
        ada.api().with("If-Match", tag).patch(path, "{\"name\": \"Second\"}").isProblem(412, "precondition_failed");
        ada.api().with("If-Match", "W/\"v2\"").patch(path, "{\"name\": \"Second\"}").isProblem(412, "precondition_failed");
        ada.api().with("If-Match", "\"v7\", \"v2\"").patch(path, "{\"name\": \"Third\"}").is(200);
        ada.api().with("If-Match", "*").patch(path, "{\"name\": \"Fourth\"}").is(200);
        ada.api().with("If-Match", tag).delete(path).isProblem(412, "precondition_failed");
        assertThat(ada.api().patch(path, "{\"name\": \"Fifth\"}").is(200).header("ETag")).isEqualTo("\"v5\"");
    }

    @Test
    void onlyOneOfTwentyChangesOfTheSameVersionSucceeds() {
        String tag = ada.api().get(path).is(200).header("ETag");
        List<ApiResponse> replies = Concurrently.run(20,
                number -> ada.api().with("If-Match", tag).patch(path, "{\"name\": \"Number %d\"}".formatted(number)));
        assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(1);
        assertThat(replies).filteredOn(reply -> reply.status() != 200).allSatisfy(reply -> reply.isProblem(412, "precondition_failed"));
        ApiResponse made = replies.stream().filter(reply -> reply.status() == 200).findFirst().orElseThrow();
        assertThat(ada.api().get(path).is(200).json()).isEqualTo(made.json());
    }
}
