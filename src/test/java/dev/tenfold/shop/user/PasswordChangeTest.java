package dev.tenfold.shop.user;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

@TenfoldTest
class PasswordChangeTest {

    private static final String NEW = "a staple for the battery";

    private final ApiClient api;
    private final JdbcClient jdbc;
    private final TestAccounts people;
    private final Person ada;
    private final String path;

    PasswordChangeTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.jdbc = jdbc;
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
    void ofConcurrentChangesWithTheSameOldPasswordOneIsMade() {
        List<String> wanted = List.of(NEW + " 0", NEW + " 1", NEW + " 2");
        List<ApiResponse> replies = Concurrently.run(wanted.size(), number -> change(TestAccounts.PASSWORD, wanted.get(number)));
        List<Integer> made = IntStream.range(0, wanted.size()).filter(number -> replies.get(number).status() == 200).boxed().toList();
        assertThat(made).as("%s", replies.stream().map(ApiResponse::status).toList()).hasSize(1);
        assertThat(replies).filteredOn(reply -> reply.status() != 200).allSatisfy(reply -> assertThat(reply.status()).isIn(401, 422));
        signIn(wanted.get(made.getFirst())).is(200);
    }

    @Test
    void aPasswordIsTheSameInEveryUnicodeForm() {
        change(TestAccounts.PASSWORD, "correct horse cafe\u0301").is(200);
        signIn("correct horse caf\u00E9").is(200);
        signIn("correct horse cafe\u0301").is(200);
        signIn("correct horse cafe").isProblem(401, "invalid_credentials");
    }

    @Test
    void anOlderHashKeepsWorkingAndIsReplacedAtTheNextSignIn() {
        String decomposed = "correct horse cafe\u0301";
        for (String old : List.of(new Argon2PasswordEncoder(16, 32, 1, 19 * 1024, 2).encode(decomposed),
                new Argon2PasswordEncoder(16, 32, 1, 8 * 1024, 2).encode(decomposed),
                new Argon2PasswordEncoder(16, 32, 1, 19 * 1024, 1).encode("correct horse caf\u00E9"))) {
            jdbc.sql("UPDATE users SET password_hash = :old WHERE id = :id::uuid").param("old", old).param("id", ada.id()).update();
            signIn("not the one at all").isProblem(401, "invalid_credentials");
            assertThat(hash()).as("a wrong password replaces nothing").isEqualTo(old);
            String token = signIn(decomposed).is(200).json().path("refresh_token").asString();
            String replaced = hash();
            assertThat(replaced).isNotEqualTo(old).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
            signIn("correct horse caf\u00E9").is(200);
            assertThat(hash()).as("a current hash is kept").isEqualTo(replaced);
            refresh(token).is(200);
        }
    }

    private String hash() {
        return jdbc.sql("SELECT password_hash FROM users WHERE id = :id::uuid").param("id", ada.id()).query(String.class).single();
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
