package dev.tenfold.security.token;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.services.TenfoldTest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefreshTest {

    private final ApiClient api;
    private final JdbcClient jdbc;
    private final Person ada;

    RefreshTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.api = new ApiClient(port);
        this.jdbc = jdbc;
        this.ada = new TestAccounts(api).newUser();
    }

    @Test
    void eachUseGivesANewPair() {
        String first = signIn();
        ApiResponse reply = refresh(first).is(200);
        assertThat(reply.json().propertyNames()).containsExactlyInAnyOrder("access_token", "token_type", "expires_in", "refresh_token");
        String second = tokenOf(reply);
        assertThat(second).isNotEqualTo(first);
        api.as(reply.json().path("access_token").asString()).get("/api/v1/users/me").is(200);
        refresh(second).is(200);
    }

    @Test
    void aSecondUseRevokesTheWholeFamily() {
        String first = signIn();
        String second = tokenOf(refresh(first).is(200));
        String third = tokenOf(refresh(second).is(200));

        refresh(first).isProblem(401, "token_reused");

        refresh(third).isProblem(401, "invalid_refresh_token");
        refresh(second).isProblem(401, "token_reused");
    }

    @Test
    void eachSignInHasItsOwnFamily() {
        String first = signIn();
        String elsewhere = signIn();
        refresh(first).is(200);
        refresh(first).isProblem(401, "token_reused");
        refresh(elsewhere).is(200);
    }

    @Test
    void atMostOneOfTwentyConcurrentUsesSucceedsAndTheFamilyIsRevoked() {
        String token = signIn();
        List<ApiResponse> replies = Concurrently.run(20, _ -> refresh(token));
        List<ApiResponse> won = replies.stream().filter(reply -> reply.status() == 200).toList();
        assertThat(won).hasSizeLessThanOrEqualTo(1);
        assertThat(replies).filteredOn(reply -> reply.status() != 200).allSatisfy(reply -> reply.isProblem(401, "token_reused"));
        won.forEach(reply -> refresh(tokenOf(reply)).isProblem(401, "invalid_refresh_token"));
        assertThat(jdbc.sql("""
                SELECT count(*) FROM token_families f
                  JOIN refresh_tokens t ON t.family_id = f.id
                 WHERE t.token_hash = :hash AND f.revoked_at IS NULL
                """).param("hash", sha256(token)).query(Integer.class).single()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void anUnknownTokenIsRefused(String token) {
        ApiResponse reply = refresh(token).isProblem(401, "invalid_refresh_token");
        assertThat(reply.header("WWW-Authenticate")).startsWith("Bearer");
    }

    @Test
    void anExpiredTokenIsRefused() {
        String token = signIn();
        jdbc.sql("UPDATE refresh_tokens SET expires_at = now() WHERE token_hash = :hash").param("hash", sha256(token)).update();
        refresh(token).isProblem(401, "invalid_refresh_token");
    }

    @Test
    void aSessionEndsAfter90DaysHoweverOftenItsTokensAreExchanged() {
        String first = signIn();
        jdbc.sql(
                "UPDATE token_families SET created_at = now() - interval '89 days 23 hours' WHERE id = (SELECT family_id FROM refresh_tokens WHERE token_hash = :hash)")
                .param("hash", sha256(first)).update();
        String second = tokenOf(refresh(first).is(200));
        assertThat(jdbc.sql("SELECT expires_at < now() + interval '1 hour 1 minute' FROM refresh_tokens WHERE token_hash = :hash")
                .param("hash", sha256(second)).query(Boolean.class).single()).as("no token outlives the session").isTrue();
        // a token of an earlier release has another end than its session
        jdbc.sql("UPDATE refresh_tokens SET expires_at = now() + interval '30 days' WHERE token_hash = :hash").param("hash", sha256(second))
                .update();
        jdbc.sql(
                "UPDATE token_families SET created_at = created_at - interval '1 hour' WHERE id = (SELECT family_id FROM refresh_tokens WHERE token_hash = :hash)")
                .param("hash", sha256(second)).update();
        refresh(second).isProblem(401, "invalid_refresh_token");
        signIn();
    }

    @Test
    void accessAndRefreshTokensAreNotInterchangeable() {
        ApiResponse tokens = api.post("/api/v1/auth/token", credentials()).is(200);
        refresh(tokens.json().path("access_token").asString()).isProblem(401, "invalid_refresh_token");
        api.as(tokenOf(tokens)).get("/api/v1/users/me").isProblem(401, "unauthenticated");
    }

    @Test
    void onlyHashesOfTokensAreStored() {
        String first = signIn();
        String second = tokenOf(refresh(first).is(200));
        for (String token : List.of(first, second)) {
            assertThat(count("SELECT count(*) FROM refresh_tokens WHERE token_hash = :hash", sha256(token))).isEqualTo(1);
            byte[] plain = token.getBytes(StandardCharsets.US_ASCII);
            byte[] decoded = Base64.getUrlDecoder().decode(token);
            for (byte[] trace : List.of(plain, decoded)) {
                assertThat(count("SELECT count(*) FROM refresh_tokens WHERE position(:hash in token_hash) > 0", trace)).isZero();
            }
        }
        assertThat(jdbc.sql("""
                SELECT data_type FROM information_schema.columns WHERE table_name IN ('refresh_tokens', 'token_families')
                """).query(String.class).list()).as("no column that could hold a token's text").doesNotContain("text", "character varying");
    }

    private int count(String sql, byte[] bytes) {
        return jdbc.sql(sql).param("hash", bytes).query(Integer.class).single();
    }

    private String signIn() {
        return tokenOf(api.post("/api/v1/auth/token", credentials()).is(200));
    }

    private String credentials() {
        return "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(ada.email(), TestAccounts.PASSWORD);
    }

    private ApiResponse refresh(String token) {
        return api.post("/api/v1/auth/refresh", "{\"refresh_token\": \"%s\"}".formatted(token));
    }

    private static String tokenOf(ApiResponse reply) {
        return reply.json().path("refresh_token").asString();
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
