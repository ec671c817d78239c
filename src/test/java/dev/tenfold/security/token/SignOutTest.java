package dev.tenfold.security.token;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.services.TenfoldTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignOutTest {

    private final ApiClient api;
    private final Person ada;

    SignOutTest(@LocalServerPort int port) {
        this.api = new ApiClient(port);
        this.ada = new TestAccounts(api).newUser();
    }

    @Test
    void signingOutRevokesTheFamily() {
        String first = signIn();
        String second = refresh(first).is(200).json().path("refresh_token").asString();
        assertThat(signOut(second).is(204).body()).isEmpty();
        refresh(second).isProblem(401, "invalid_refresh_token");
    }

    @Test
    void aUsedTokenRevokesItsFamilyToo() {
        String first = signIn();
        String second = refresh(first).is(200).json().path("refresh_token").asString();
        signOut(first).is(204);
        refresh(second).isProblem(401, "invalid_refresh_token");
    }

    @Test
    void signingOutTwiceIsAllowedAndOtherSignInsStay() {
        String token = signIn();
        String elsewhere = signIn();
        signOut(token).is(204);
        signOut(token).is(204);
        refresh(elsewhere).is(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "rubbish", "\\u00e9\\ud83d\\ude00", "' OR 1=1 --"})
    void anInvalidTokenCanBeSignedOutToo(String token) {
        signOut(token).is(204);
    }

    @Test
    void aVeryLongTokenCanBeSignedOutToo() {
        signOut("x".repeat(10_000)).is(204);
    }

    private String signIn() {
        String body = "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(ada.email(), TestAccounts.PASSWORD);
        return api.post("/api/v1/auth/token", body).is(200).json().path("refresh_token").asString();
    }

    private ApiResponse refresh(String token) {
        return api.post("/api/v1/auth/refresh", "{\"refresh_token\": \"%s\"}".formatted(token));
    }

    private ApiResponse signOut(String token) {
        return api.post("/api/v1/auth/logout", "{\"refresh_token\": \"%s\"}".formatted(token));
    }
}
