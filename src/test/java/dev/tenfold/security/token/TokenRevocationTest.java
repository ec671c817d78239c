package dev.tenfold.security.token;

import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.Concurrently;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.evidence.Results;
import dev.tenfold.testing.services.Instance;
import dev.tenfold.testing.services.Proof;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TenfoldTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Revocation of access tokens before they expire: at once on this instance, and within a second on another one, which is a process of its
 * own.
 */
@Proof
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenRevocationTest {

    private static final Logger LOG = LoggerFactory.getLogger(TokenRevocationTest.class);
    /** Of all parameters of the test. */
    private static final Map<String, Long> DELAYS = new TreeMap<>();
    /** One second is promised. A busy machine may take longer, and the real time is logged; a token is valid for minutes. */
    private static final Duration BEFORE_IT_EXPIRES = Duration.ofSeconds(60);
    private static final String ME = "/api/v1/users/me";
    private static final String NEW_PASSWORD = "a staple for the battery";

    private final Instance other;
    private final ApiClient here;
    private final ApiClient there;
    private final TestAccounts people;
    private final ApiClient admin;
    private final JdbcClient jdbc;
    private final MeterRegistry metrics;
    private final Transactions transactions;
    private final Revocations revocations;

    private String email;
    private String id;
    private String refreshToken;
    private String token;

    TokenRevocationTest(@LocalServerPort int port, @Autowired JdbcClient jdbc, @Autowired MeterRegistry metrics,
            @Autowired Transactions transactions, @Autowired Revocations revocations) {
        this.other = Instance.launch(Services.shared(), Map.of()).awaitReady();
        this.here = new ApiClient(port);
        this.there = new ApiClient(other.port());
        this.people = new TestAccounts(here);
        this.admin = people.admin();
        this.jdbc = jdbc;
        this.metrics = metrics;
        this.transactions = transactions;
        this.revocations = revocations;
    }

    @AfterAll
    void stop() {
        other.close();
    }

    @BeforeEach
    void signIn() {
        var person = people.newUser();
        this.email = person.email();
        this.id = person.id();
        ApiResponse tokens = signIn(TestAccounts.PASSWORD).is(200);
        this.token = tokens.json().path("access_token").asString();
        this.refreshToken = tokens.json().path("refresh_token").asString();
        here.as(token).get(ME).is(200);
        there.as(token).get(ME).is(200);
    }

    enum End {
        DELETION, PROMOTION, DEMOTION, OWN_PASSWORD, PASSWORD_SET_BY_AN_ADMIN, SIGN_OUT, REUSE
    }

    /** The delay on the other instance is logged, because it depends on the machine. */
    @ParameterizedTest
    @EnumSource
    void aTokenIsRevokedHereAtOnceAndElsewhereWithinASecond(End end) {
        if (end == End.DEMOTION) {
            admin.patch(profile(), "{\"role\": \"admin\"}").is(200);
            ApiResponse tokens = signIn(TestAccounts.PASSWORD).is(200);
            token = tokens.json().path("access_token").asString();
            there.as(token).get("/api/v1/users").is(200);
        }
        bring(end);
        Instant start = Instant.now();

        here.as(token).get(ME).isProblem(401, "unauthenticated");
        await().pollInterval(Duration.ofMillis(10)).atMost(BEFORE_IT_EXPIRES).until(() -> there.as(token).get(ME).status() == 401);

        long delay = Duration.between(start, Instant.now()).toMillis();
        LOG.info("{} bit elsewhere after {} ms", end, delay);
        assertThat(there.as(token).get(ME).isProblem(401, "unauthenticated").header("WWW-Authenticate")).contains("invalid_token");
        DELAYS.put("ms until the other instance rejects: " + end.name().toLowerCase(Locale.ROOT).replace('_', ' '), delay);
        Results.write("token-revocation", TokenRevocationTest.class, DELAYS);
    }

    private void bring(End end) {
        switch (end) {
            case DELETION -> here.as(token).delete(profile()).is(204);
            case PROMOTION -> admin.patch(profile(), "{\"role\": \"admin\"}").is(200);
            case DEMOTION -> admin.patch(profile(), "{\"role\": \"user\"}").is(200);
            case OWN_PASSWORD -> changePassword();
            case PASSWORD_SET_BY_AN_ADMIN -> admin.patch(profile(), "{\"password\": \"%s\"}".formatted(NEW_PASSWORD)).is(200);
            case SIGN_OUT -> here.post("/api/v1/auth/logout", refreshBody()).is(204);
            case REUSE -> {
                token = refresh().is(200).json().path("access_token").asString();
                there.as(token).get(ME).is(200);
                refresh().isProblem(401, "token_reused");
            }
        }
    }

    @Test
    void aSignInWithTheNewPasswordWorksOnEveryInstanceAtOnce() {
        changePassword();
        String next = signIn(NEW_PASSWORD).is(200).json().path("access_token").asString();
        here.as(next).get(ME).is(200);
        there.as(next).get(ME).is(200);
        await().until(() -> there.as(token).get(ME).status() == 401);
        there.as(next).get(ME).is(200);
    }

    @Test
    void signingOutRevokesOnlyThatSignIn() {
        String elsewhere = signIn(TestAccounts.PASSWORD).is(200).json().path("access_token").asString();
        here.post("/api/v1/auth/logout", refreshBody()).is(204);
        await().until(() -> there.as(token).get(ME).status() == 401);
        here.as(elsewhere).get(ME).is(200);
        there.as(elsewhere).get(ME).is(200);
    }

    @Test
    void aNewNameRevokesNothing() {
        here.as(token).patch(profile(), "{\"name\": \"Ada King\"}").is(200);
        here.as(token).get(ME).is(200);
        assertThat(jdbc.sql("SELECT tokens_ended_at IS NULL FROM users WHERE id = :id").param("id", UUID.fromString(id))
                .query(Boolean.class).single()).isTrue();
    }

    @Test
    void aNewInstanceKnowsEarlierRevocations() {
        here.post("/api/v1/auth/logout", refreshBody()).is(204);
        other.kill();
        other.start();
        other.awaitReady();
        there.as(token).get(ME).isProblem(401, "unauthenticated");
    }

    /**
     * A refresh between the time stamp and the commit did not see the change. A later refresh must see it, although the time stamp is
     * older than the first refresh.
     */
    @Test
    void aRevocationThatCommitsLateIsSeen() {
        transactions.run(() -> {
            jdbc.sql("UPDATE users SET token_epoch = token_epoch + 1, tokens_ended_at = clock_timestamp() WHERE id = :id")
                    .param("id", UUID.fromString(id)).update();
            Concurrently.run(3, _ -> {
                revocations.refresh();
                return true;
            });
        });
        await().atMost(BEFORE_IT_EXPIRES).until(() -> here.as(token).get(ME).status() == 401);
        await().until(() -> there.as(token).get(ME).status() == 401);
    }

    @Test
    void aSignInWithTheOldPasswordDuringTheChangeIsRevoked() {
        List<String> tokens = Concurrently.run(8, number -> {
            if (number == 0) {
                changePassword();
                return token;
            }
            ApiResponse reply = signIn(TestAccounts.PASSWORD);
            return reply.status() == 200 ? reply.json().path("access_token").asString() : token;
        });
        tokens.forEach(old -> here.as(old).get(ME).isProblem(401, "unauthenticated"));
        await().atMost(BEFORE_IT_EXPIRES).until(() -> tokens.stream().allMatch(old -> there.as(old).get(ME).status() == 401));
    }

    /** Such a token has neither a family nor an epoch. */
    @Test
    void aTokenOfThePreviousReleaseIsRevokedWithItsUsersEpoch() {
        TestUsers.Member old = new TestUsers(jdbc).user();
        here.as(old.token()).get(ME).is(200);
        admin.delete("/api/v1/users/" + old.id()).is(204);
        here.as(old.token()).get(ME).isProblem(401, "unauthenticated");
    }

    @Test
    void aTokenIsVerifiedOnceAndTamperedCopiesAreRefused() {
        double misses = cacheGets("miss");
        double hits = cacheGets("hit");
        String fresh = signIn(TestAccounts.PASSWORD).is(200).json().path("access_token").asString();
        for (int i = 0; i < 5; i++) {
            here.as(fresh).get(ME).is(200);
        }
        assertThat(cacheGets("miss") - misses).isEqualTo(1);
        assertThat(cacheGets("hit") - hits).isEqualTo(4);

        int middle = fresh.lastIndexOf('.') + 100;
        String tampered = fresh.substring(0, middle) + (fresh.charAt(middle) == 'A' ? 'B' : 'A') + fresh.substring(middle + 1);
        for (int i = 0; i < 2; i++) {
            here.as(tampered).get(ME).isProblem(401, "unauthenticated");
        }
        here.as(fresh + "A").get(ME).isProblem(401, "unauthenticated");
        here.as(fresh).get(ME).is(200);
        assertThat(cacheGets("miss") - misses).isEqualTo(4);
    }

    @Test
    void theMetricsCountRevocations() {
        here.post("/api/v1/auth/logout", refreshBody()).is(204);
        String text = here.get("/actuator/prometheus").is(200).text();
        assertThat(text).contains("tenfold_token_cache_size{", "tenfold_token_cache_gets_total{",
                "tenfold_token_revocations_evicted_total{", "tenfold_token_revocations_age_seconds{");
        assertThat(metrics.get("tenfold.token.revocations").gauge().value()).isPositive();
        await().until(() -> metrics.get("tenfold.token.revocations.age").timeGauge().value() < 1);
    }

    private double cacheGets(String result) {
        return metrics.get("tenfold.token.cache.gets").tag("outcome", result).functionCounter().count();
    }

    private String profile() {
        return "/api/v1/users/" + id;
    }

    private void changePassword() {
        here.as(token).patch(profile(),
                "{\"password\": \"%s\", \"current_password\": \"%s\"}".formatted(NEW_PASSWORD, TestAccounts.PASSWORD)).is(200);
    }

    private ApiResponse signIn(String password) {
        return here.post("/api/v1/auth/token", "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(email, password));
    }

    private ApiResponse refresh() {
        return here.post("/api/v1/auth/refresh", refreshBody());
    }

    private String refreshBody() {
        return "{\"refresh_token\": \"%s\"}".formatted(refreshToken);
    }
}
