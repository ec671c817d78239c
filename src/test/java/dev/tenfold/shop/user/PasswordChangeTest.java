package dev.tenfold.shop.user;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.services.TenfoldTest;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

@TenfoldTest
class PasswordChangeTest {

    private static final String NEW = "a staple for the battery";

    private final ApiClient api;
    private final TestAccounts people;
    private final Person ada;
    private final String path;

    PasswordChangeTest(@LocalServerPort int port) {
        this.api = new ApiClient(port);
        this.people = new TestAccounts(api);
        this.ada = people.newUser();
        this.path = "/api/v1/users/" + ada.id();
    }

    @Test
    void theCurrentPasswordAllowsANewOne() {
        change(TestAccounts.PASSWORD, NEW).is(200);
        signIn(NEW).is(200);
        signIn(TestAccounts.PASSWORD).isProblem(401, "invalid_credentials");
    }

    @Test
    void withoutTheCurrentPasswordNothingChanges() {
        ApiResponse refused = ada.api().patch(path, "{\"name\": \"Eve\", \"password\": \"%s\"}".formatted(NEW));
        assertViolation(refused, "required");
        assertThat(ada.api().get(path).json().path("name").asString()).isEqualTo("Nobody Special");
        signIn(TestAccounts.PASSWORD).is(200);
    }

    @Test
    void withAWrongCurrentPasswordNothingChanges() {
        assertViolation(change("not the one at all", NEW), "wrong_password");
        signIn(NEW).isProblem(401, "invalid_credentials");
        signIn(TestAccounts.PASSWORD).is(200);
    }

    @Test
    void anAdminSetsAnotherUsersPasswordWithoutKnowingItButNotTheirOwn() {
        people.admin().patch(path, "{\"password\": \"%s\"}".formatted(NEW)).is(200);
        signIn(NEW).is(200);
        ApiClient admin = people.admin();
        String me = admin.get("/api/v1/users/me").is(200).json().path("id").asString();
        assertViolation(admin.patch("/api/v1/users/" + me, "{\"password\": \"%s\"}".formatted(NEW)), "required");
    }

    @Test
    void aNewPasswordRevokesTheRefreshTokens() {
        String refreshToken = signIn(TestAccounts.PASSWORD).is(200).json().path("refresh_token").asString();
        change(TestAccounts.PASSWORD, NEW).is(200);
        refresh(refreshToken).isProblem(401, "invalid_refresh_token");
        refresh(signIn(NEW).is(200).json().path("refresh_token").asString()).is(200);
    }

    @Test
    void aNewNameDoesNotRevokeRefreshTokens() {
        String refreshToken = signIn(TestAccounts.PASSWORD).is(200).json().path("refresh_token").asString();
        ada.api().patch(path, "{\"name\": \"Ada King\"}").is(200);
        refresh(refreshToken).is(200);
    }

    @Test
    void noResponseContainsAPasswordOrItsHash() {
        String answer = change(TestAccounts.PASSWORD, NEW).is(200).text() + ada.api().get(path).text()
                + people.admin().get("/api/v1/users?email=" + ada.email()).text();
        assertThat(answer).doesNotContain(NEW, "argon2", "password");
    }

    private static void assertViolation(ApiResponse refused, String code) {
        JsonNode errors = refused.isProblem(422, "invalid").json().path("errors");
        assertThat(errors).hasSize(1);
        assertThat(errors.path(0).path("pointer").asString()).isEqualTo("/current_password");
        assertThat(errors.path(0).path("code").asString()).isEqualTo(code);
    }

    private ApiResponse change(String current, String password) {
        return ada.api().patch(path, "{\"password\": \"%s\", \"current_password\": \"%s\"}".formatted(password, current));
    }

    private ApiResponse signIn(String password) {
        return api.post("/api/v1/auth/token", "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(ada.email(), password));
    }

    private ApiResponse refresh(String token) {
        return api.post("/api/v1/auth/refresh", "{\"refresh_token\": \"%s\"}".formatted(token));
    }
}
