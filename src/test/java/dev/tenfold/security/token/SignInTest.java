package dev.tenfold.security.token;

import dev.tenfold.security.password.PasswordHasher;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.services.TenfoldTest;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.util.ReflectionTestUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.mockingDetails;
import static org.mockito.Mockito.spy;

@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignInTest {

    private static final String ARGON2 = "argon2";

    private final ApiClient api;
    private final Person ada;
    private final PasswordHasher passwords;

    SignInTest(@LocalServerPort int port, @Autowired PasswordHasher passwords) {
        this.api = new ApiClient(port);
        this.ada = new TestAccounts(api).newUser();
        this.passwords = passwords;
    }

    @Test
    void theRightPasswordReturnsAPairOfTokens() {
        ApiResponse reply = signIn(ada.email(), TestAccounts.PASSWORD).is(200);
        JsonNode tokens = reply.json();
        assertThat(tokens.propertyNames()).containsExactlyInAnyOrder("access_token", "token_type", "expires_in", "refresh_token");
        assertThat(tokens.path("token_type").asString()).isEqualTo("Bearer");
        assertThat(tokens.path("expires_in").asInt()).isBetween(1, 900);
        assertThat(tokens.path("refresh_token").asString()).hasSize(43);
        assertThat(reply.header("Cache-Control")).contains("no-store");
        api.as(tokens.path("access_token").asString()).get("/api/v1/users/me").is(200);
    }

    @Test
    void theCaseOfTheEmailIsIgnoredButNotThatOfThePassword() {
        signIn(ada.email().toUpperCase(Locale.ROOT), TestAccounts.PASSWORD).is(200);
        signIn(ada.email(), TestAccounts.PASSWORD.toUpperCase(Locale.ROOT)).isProblem(401, "invalid_credentials");
    }

    @Test
    void aWrongEmailAndAWrongPasswordGetTheSameResponse() {
        ApiResponse wrongPassword = signIn(ada.email(), "not the right one").isProblem(401, "invalid_credentials");
        ApiResponse wrongEmail = signIn(UUID.randomUUID() + "@tenfold.test", TestAccounts.PASSWORD).isProblem(401, "invalid_credentials");
        ApiResponse noEmail = signIn("", "").isProblem(401, "invalid_credentials");
        assertThat(withoutRequestId(wrongEmail)).isEqualTo(withoutRequestId(wrongPassword)).isEqualTo(withoutRequestId(noEmail));
        assertThat(wrongEmail.headers().map().keySet()).isEqualTo(wrongPassword.headers().map().keySet());
        assertThat(wrongEmail.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"tenfold\"");
    }

    @Test
    void aWrongEmailAndAWrongPasswordCostOneHashOfTheSameStrength() {
        Object real = requireNonNull(ReflectionTestUtils.getField(passwords, ARGON2));
        Object watched = spy(real);
        ReflectionTestUtils.setField(passwords, ARGON2, watched);
        try {
            signIn(ada.email(), "not the right one").is(401);
            assertOneHash(watched);
            clearInvocations(watched);
            signIn(UUID.randomUUID() + "@tenfold.test", TestAccounts.PASSWORD).is(401);
            assertOneHash(watched);
        } finally {
            ReflectionTestUtils.setField(passwords, ARGON2, real);
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            {"password": "x"}                      | /email    | required
            {"email": "ada@tenfold.test"}          | /password | required
            {"email": "E255", "password": "x"}     | /email    | length_out_of_range
            {"email": "a", "password": "P129"}     | /password | length_out_of_range
            """, delimiter = '|', quoteCharacter = '`')
    void missingOrTooLongValuesAreNamed(String body, String pointer, String code) {
        JsonNode errors = api.post("/api/v1/auth/token", body.replace("E255", "e".repeat(255)).replace("P129", "p".repeat(129)))
                .isProblem(422, "invalid").json().path("errors");
        assertThat(errors).hasSize(1);
        assertThat(errors.path(0).path("pointer").asString()).isEqualTo(pointer);
        assertThat(errors.path(0).path("code").asString()).isEqualTo(code);
    }

    private static void assertOneHash(Object watched) {
        List<Object> hashes = mockingDetails(watched).getInvocations().stream().filter(call -> call.getMethod().getName().equals("matches"))
                .map(call -> call.<Object>getArgument(1)).toList();
        assertThat(hashes).singleElement(as(InstanceOfAssertFactories.STRING)).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    }

    private ApiResponse signIn(String email, String password) {
        return api.post("/api/v1/auth/token", "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(email, password));
    }

    private static JsonNode withoutRequestId(ApiResponse reply) {
        return ((ObjectNode) reply.json()).without("request_id");
    }
}
