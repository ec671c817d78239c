package dev.tenfold.shop.user;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.services.TenfoldTest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

@TenfoldTest
class SignUpTest {

    private final ApiClient api;
    private final JdbcClient jdbc;

    SignUpTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.api = new ApiClient(port);
        this.jdbc = jdbc;
    }

    @Test
    void aNewUserHasTheRoleUserAndALocation() {
        String email = newEmail();
        ApiResponse reply = signUp("Ada Lovelace", email, TestAccounts.PASSWORD).is(201);
        JsonNode user = reply.json();

        assertThat(user.propertyNames()).containsExactlyInAnyOrder("id", "name", "email", "role", "created_at");
        assertThat(user.path("name").asString()).isEqualTo("Ada Lovelace");
        assertThat(user.path("email").asString()).isEqualTo(email);
        assertThat(user.path("role").asString()).isEqualTo("user");
        assertThat(user.path("created_at").asString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3,}Z");
        assertThat(Instant.parse(user.path("created_at").asString())).isCloseTo(Instant.now(),
                within(1, ChronoUnit.MINUTES));
        assertThat(UUID.fromString(user.path("id").asString()).version()).isEqualTo(7);
        assertThat(reply.header("Location")).isEqualTo("/api/v1/users/" + user.path("id").asString());
        assertThat(reply.header("ETag")).isEqualTo("\"v1\"");
        assertThat(reply.header("Cache-Control")).isEqualTo("private, no-store");
    }

    @Test
    void thePasswordIsKeptAsAnArgon2idHashOfOwaspsStrength() {
        String id = signUp("Ada", newEmail(), TestAccounts.PASSWORD).is(201).json().path("id").asString();
        assertThat(jdbc.sql("SELECT password_hash FROM users WHERE id = :id::uuid").param("id", id).query(String.class).single())
                .startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    }

    @Test
    void aTakenEmailIsAConflictWhateverItsCase() {
        String email = newEmail();
        signUp("Ada", email, TestAccounts.PASSWORD).is(201);
        signUp("Eve", email, TestAccounts.PASSWORD).isProblem(409, "email_taken");
        signUp("Eve", email.toUpperCase(Locale.ROOT), TestAccounts.PASSWORD).isProblem(409, "email_taken");
    }

    @Test
    void blanksAroundAnEmailAreDropped() {
        String email = newEmail();
        var user = signUp("Ada", " " + email + "  ", TestAccounts.PASSWORD).is(201).json();
        assertThat(user.path("email").asString()).isEqualTo(email);
        signUp("Eve", email + " ", TestAccounts.PASSWORD).isProblem(409, "email_taken");
        String token = api.post("/api/v1/auth/token",
                "{\"email\": \" %s \", \"password\": \"%s\"}".formatted(email, TestAccounts.PASSWORD)).is(200).json().path("access_token")
                .asString();
        String other = newEmail();
        assertThat(api.as(token).patch("/api/v1/users/" + user.path("id").asString(),
                "{\"email\": \" %s \", \"current_password\": \"%s\"}".formatted(other, TestAccounts.PASSWORD)).is(200).json().path("email")
                .asString()).isEqualTo(other);
        api.post("/api/v1/auth/password-reset", "{\"email\": \" %s \"}".formatted(other)).is(202);
        assertThat(jdbc.sql("SELECT count(*) FROM account_mails WHERE email_key = :email").param("email", other).query(Integer.class)
                .single()).isOne();
    }

    @Test
    void aFullWidthCharacterIsTheSameEmail() {
        String name = UUID.randomUUID().toString();
        signUp("Ada", name + "a@tenfold.test", TestAccounts.PASSWORD).is(201);
        signUp("Eve", name + "\uFF21@tenfold.test", TestAccounts.PASSWORD).isProblem(409, "email_taken");
    }

    @Test
    void onlyOneOfTwentyConcurrentSignUpsWithOneEmailSucceeds() {
        String email = newEmail();
        var replies = Concurrently.run(20, _ -> signUp("Ada", email, TestAccounts.PASSWORD));
        assertThat(replies).filteredOn(reply -> reply.status() == 201).hasSize(1);
        assertThat(replies).filteredOn(reply -> reply.status() == 409).isNotEmpty()
                .allSatisfy(reply -> reply.isProblem(409, "email_taken"));
        assertThat(replies).extracting(ApiResponse::status).as("503 where more hashes are wanted than the machine can make").isSubsetOf(201,
                409,
                503);
        assertThat(jdbc.sql("SELECT count(*) FROM users WHERE email = :email").param("email", email).query(Integer.class).single())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            {"email": "E", "password": "P"}                               | /name     | must_not_be_blank
            {"name": null, "email": "E", "password": "P"}                 | /name     | must_not_be_blank
            {"name": "", "email": "E", "password": "P"}                   | /name     | must_not_be_blank
            {"name": " \\t", "email": "E", "password": "P"}               | /name     | must_not_be_blank
            {"name": "N201", "email": "E", "password": "P"}               | /name     | length_out_of_range
            {"name": "A\\nB", "email": "E", "password": "P"}            | /name     | invalid_characters
            {"name": "A\\u0085B", "email": "E", "password": "P"}        | /name     | invalid_characters
            {"name": "A\\u2028B", "email": "E", "password": "P"}        | /name     | invalid_characters
            {"name": "A\\u202EB", "email": "E", "password": "P"}        | /name     | invalid_characters
            {"name": "\\u200B\\u2060", "email": "E", "password": "P"}  | /name     | invalid_characters
            {"name": "\\u3164", "email": "E", "password": "P"}          | /name     | invalid_characters
            {"name": "N", "password": "P"}                                | /email    | required
            {"name": "N", "email": null, "password": "P"}                 | /email    | required
            {"name": "N", "email": "ada", "password": "P"}                | /email    | invalid_email
            {"name": "N", "email": "", "password": "P"}                   | /email    | length_out_of_range
            {"name": "N", "email": " ", "password": "P"}                  | /email    | length_out_of_range
            {"name": "N", "email": "a@b@c", "password": "P"}              | /email    | invalid_email
            {"name": "N", "email": "E254", "password": "P"}               | /email    | length_out_of_range
            {"name": "N", "email": "E"}                                   | /password | required
            {"name": "N", "email": "E", "password": null}                 | /password | required
            {"name": "N", "email": "E", "password": "short-one"}          | /password | length_out_of_range
            {"name": "N", "email": "E", "password": "P129"}               | /password | length_out_of_range
            {"name": "N", "email": "E", "password": "Password123"}        | /password | common_password
            """, delimiter = '|', quoteCharacter = '`')
    void anInvalidValueIsNamedByItsPointer(String body, String pointer, String code) {
        String longEmail = "a".repeat(64) + "@" + ("b".repeat(60) + ".").repeat(3) + "test12";
        String filled = body.replace("\"N\"", "\"Ada\"").replace("\"N201\"", "\"" + "n".repeat(201) + "\"")
                .replace("\"E\"", "\"" + newEmail() + "\"").replace("\"E254\"", "\"" + longEmail + "zz\"")
                .replace("\"P\"", "\"" + TestAccounts.PASSWORD + "\"").replace("\"P129\"", "\"" + "p#".repeat(64) + "p\"");
        JsonNode errors = api.post("/api/v1/users", filled).isProblem(422, "invalid").json().path("errors");
        assertThat(errors).as(errors.toString()).hasSize(1);
        assertThat(errors.path(0).path("pointer").asString()).isEqualTo(pointer);
        assertThat(errors.path(0).path("code").asString()).isEqualTo(code);
        assertThat(errors.path(0).path("detail").asString()).isNotBlank();
    }

    @Test
    void everyViolationIsNamedAtOnce() {
        JsonNode errors = signUp("", "nobody", "short").isProblem(422, "invalid").json().path("errors");
        assertThat(errors.findValuesAsString("pointer")).containsExactly("/email", "/name", "/password");
    }

    @Test
    void theLongestValuesAreAccepted() {
        String local = UUID.randomUUID().toString();
        String email = local + "@" + ("b".repeat(60) + ".").repeat(3) + "c".repeat(254 - local.length() - 1 - 183);
        assertThat(email).hasSize(254);
        JsonNode user = signUp("n".repeat(200), email, "p#".repeat(64)).is(201).json();
        assertThat(user.path("name").asString()).hasSize(200);
        assertThat(user.path("email").asString()).isEqualTo(email);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Jos\u00E9 \u00D1u\u00F1ez", "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645", "\u8521\u82F1\u6587",
        "O'Neil-King, Jr."})
    void aNameOfAnyScriptIsAccepted(String name) {
        assertThat(signUp(name, newEmail(), TestAccounts.PASSWORD).is(201).json().path("name").asString()).isEqualTo(name);
    }

    @Test
    void theLengthOfANameIsCountedInCodePoints() {
        signUp("\uD83D\uDC1D".repeat(200), newEmail(), TestAccounts.PASSWORD).is(201);
        signUp("\uD83D\uDC1D".repeat(201), newEmail(), TestAccounts.PASSWORD).isProblem(422, "invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"role\": \"admin\"", "\"id\": \"0\"", "\"Name\": \"Ada\"", "\"created_at\": null"})
    void anUnknownMemberIsRefused(String member) {
        String body =
                "{\"name\": \"Ada\", \"email\": \"%s\", \"password\": \"%s\", %s}".formatted(newEmail(), TestAccounts.PASSWORD, member);
        ApiResponse reply = api.post("/api/v1/users", body).isProblem(400, "unknown_member");
        assertThat(reply.json().path("errors").path(0).path("pointer").asString())
                .isEqualTo("/" + member.substring(1, member.indexOf('"', 1)));
    }

    private ApiResponse signUp(String name, String email, String password) {
        return api.post("/api/v1/users",
                "{\"name\": \"%s\", \"email\": \"%s\", \"password\": \"%s\"}".formatted(name, email, password));
    }

    private static String newEmail() {
        return UUID.randomUUID() + "@tenfold.test";
    }
}
