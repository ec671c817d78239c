package dev.tenfold.shop.user;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.services.TenfoldTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.text.Normalizer;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Users whose e-mail is not written in ASCII. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmailDomainTest {

    private final ApiClient api;
    private final ApiClient admin;
    private final JdbcClient jdbc;
    private final DataSource database;

    EmailDomainTest(@LocalServerPort int port, @Autowired JdbcClient jdbc, @Autowired DataSource database) {
        this.api = new ApiClient(port);
        this.admin = new TestAccounts(api).admin();
        this.jdbc = jdbc;
        this.database = database;
    }

    @Test
    void aDomainAndItsALabelAreOneMailbox() {
        String name = UUID.randomUUID().toString();
        String unicode = name + "@bücher.example";
        String ascii = name + "@xn--bcher-kva.example";
        String id = signUp(unicode).is(201).json().path("id").asString();
        signUp(ascii).isProblem(409, "email_taken");
        signUp(name + "@BU\u0308CHER.example").isProblem(409, "email_taken");
        for (String spelling : new String[]{unicode, ascii, ascii.toUpperCase(Locale.ROOT)}) {
            new TestAccounts(api).signIn(spelling);
        }
        assertThat(admin.get("/api/v1/users?email=" + ascii).is(200).json().path("data").path(0).path("id").asString()).isEqualTo(id);
        assertThat(admin.get("/api/v1/users?email=" + unicode.replace("ü", "%C3%BC")).is(200).json().path("data").path(0).path("email")
                .asString()).isEqualTo(unicode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jörg@shop.example", "王小明@shop.example", "a\u200Bb@shop.example",
        "a＜victim＠shop.example＞@evil.example"})
    void aLocalPartOutsideAsciiIsRefusedInWords(String email) {
        JsonNode errors = signUp(email).isProblem(422, "invalid").json().path("errors");
        assertThat(errors.findValuesAsString("pointer")).containsOnly("/email");
        assertThat(errors.findValuesAsString("code")).containsOnly("invalid_email");
        assertThat(errors.findValuesAsString("detail"))
                .anyMatch(detail -> detail.contains("only ASCII letters, digits and signs before the @"));
        var user = new TestAccounts(api).newUser();
        JsonNode change = user.api().patch("/api/v1/users/" + user.id(), "{\"email\": \"%s\", \"current_password\": \"%s\"}"
                .formatted(email, TestAccounts.PASSWORD)).isProblem(422, "invalid").json().path("errors");
        assertThat(change.path(0).path("pointer").asString()).isEqualTo("/email");
    }

    /** A user from before such addresses were refused. */
    @Test
    void anOldAddressStaysValid() {
        String email = "jörg-" + UUID.randomUUID() + "@tenfold.test";
        var user = new TestAccounts(api).newUser();
        jdbc.sql("UPDATE users SET email = :email, email_key = :email WHERE id = :id::uuid").param("email", email).param("id", user.id())
                .update();
        ApiClient signedIn = new TestAccounts(api).signIn(email);
        assertThat(signedIn.patch("/api/v1/users/" + user.id(), "{\"name\": \"Jörg\"}").is(200).json().path("email").asString())
                .isEqualTo(email);
    }

    /** V41 rewrites the keys of earlier releases, which were the e-mail in NFKC and lower case. */
    @ParameterizedTest
    @ValueSource(strings = {"bücher.example", "BÜCHER.Sub.example", "straße.example", "例え.テスト", "例え。テスト", "مثال.إختبار",
        "हिन्दी.example", "עברית.example", "aüöä-éè.b.ç.example",
        "Pročprostěnemluvíčesky.example", "ไทย.example", "💩.example", "❤\uFE0F.example"})
    void theMigrationGivesAnOldKeyTheALabels(String domain) {
        var user = new TestAccounts(api).newUser();
        String email = UUID.randomUUID() + "@" + domain;
        String old = Normalizer.normalize(email, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        jdbc.sql("UPDATE users SET email = :email, email_key = :old, verified_email_key = :old WHERE id = :id::uuid").param("email", email)
                .param("old", old).param("id", user.id()).update();
        migrate();
        var row = jdbc.sql("SELECT email_key, verified_email_key, email FROM users WHERE id = :id::uuid").param("id", user.id()).query()
                .singleRow();
        assertThat(row).containsEntry("email_key", EmailAddress.key(email)).containsEntry("verified_email_key", EmailAddress.key(email))
                .containsEntry("email", email);
        assertThat(String.valueOf(row.get("email_key"))).matches("\\p{ASCII}+");
        new TestAccounts(api).signIn(email);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/auth/token", "/api/v1/auth/password-reset"})
    void aVeryLongDomainIsNoError(String path) {
        String email = "a@" + "㌖".repeat(250);
        assertThat(api.post(path, path.endsWith("token") ? "{\"email\": \"%s\", \"password\": \"x\"}".formatted(email)
                : "{\"email\": \"%s\"}".formatted(email)).status()).isIn(401, 202);
    }

    @Test
    void theMigrationLeavesOtherKeysAndTakenMailboxesAlone() {
        var first = new TestAccounts(api).newUser();
        var second = new TestAccounts(api).newUser();
        var third = new TestAccounts(api).newUser();
        String name = UUID.randomUUID().toString();
        setKey(first.id(), name + "@xn--bcher-kva.example");
        setKey(second.id(), name + "@bücher.example");
        setKey(third.id(), "jörg-" + name + "@tenfold.test");
        migrate();
        assertThat(key(first.id())).isEqualTo(name + "@xn--bcher-kva.example");
        assertThat(key(second.id())).isEqualTo(name + "@bücher.example");
        assertThat(key(third.id())).isEqualTo("jörg-" + name + "@tenfold.test");
    }

    /** An instance of the release before changes the e-mail while the migration runs. */
    @Test
    void theMigrationKeepsAKeyThatChangesMeanwhile() throws Exception {
        var user = new TestAccounts(api).newUser();
        String name = UUID.randomUUID().toString();
        setKey(user.id(), name + "@bücher.example");
        try (Connection other = database.getConnection()) {
            other.setAutoCommit(false);
            try (PreparedStatement change = other.prepareStatement("UPDATE users SET email = ?, email_key = ? WHERE id = ?::uuid")) {
                change.setString(1, name + "@new.example");
                change.setString(2, name + "@new.example");
                change.setString(3, user.id());
                change.executeUpdate();
            }
            var migration = CompletableFuture.runAsync(this::migrate);
            await().until(() -> jdbc.sql("""
                    SELECT count(*) FROM pg_stat_activity
                     WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%A-labels%'
                    """).query(Integer.class).single() > 0);
            other.commit();
            migration.get();
        }
        assertThat(key(user.id())).isEqualTo(name + "@new.example");
    }

    private void setKey(String id, String key) {
        jdbc.sql("UPDATE users SET email = :key, email_key = :key WHERE id = :id::uuid").param("key", key).param("id", id).update();
    }

    private String key(String id) {
        return jdbc.sql("SELECT email_key FROM users WHERE id = :id::uuid").param("id", id).query(String.class).single();
    }

    private void migrate() {
        String sql = text("db/migration/V41__email_domains_as_a_labels.sql");
        jdbc.sql(sql.replace("::", "\\:\\:")).update();
    }

    private static String text(String resource) {
        try {
            return new ClassPathResource(resource).getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ApiResponse signUp(String email) {
        return api.post("/api/v1/users", "{\"name\": \"Jörg\", \"email\": \"%s\", \"password\": \"%s\"}".formatted(email,
                TestAccounts.PASSWORD));
    }
}
