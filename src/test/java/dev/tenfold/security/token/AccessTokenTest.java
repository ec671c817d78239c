package dev.tenfold.security.token;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.services.TenfoldTest;
import java.text.ParseException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessTokenTest {

    private final ApiClient api;
    private final Person ada;

    AccessTokenTest(@LocalServerPort int port) {
        this.api = new ApiClient(port);
        this.ada = new TestAccounts(api).newUser();
    }

    @Test
    void theTokenIsAJwtOfRfc9068ThatThePublishedKeyVerifies() throws Exception {
        SignedJWT token = newToken(ada.email());
        assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo("RS256");
        assertThat(token.getHeader().getType().getType()).isEqualTo("at+jwt");
        RSAKey key = (RSAKey) JWKSet.parse(jwks().text()).getKeyByKeyId(token.getHeader().getKeyID());
        assertThat(token.verify(new RSASSAVerifier(key))).isTrue();
    }

    @Test
    void theTokenHasIssuerAudienceAndExpiry() throws Exception {
        var claims = newToken(ada.email()).getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo("tenfold");
        assertThat(claims.getAudience()).containsExactly("tenfold-api");
        assertThat(claims.getSubject()).isEqualTo(ada.id());
        assertThat(claims.getStringClaim("role")).isEqualTo("user");
        assertThat(Duration.between(claims.getIssueTime().toInstant(), claims.getExpirationTime().toInstant()))
                .isPositive().isLessThanOrEqualTo(Duration.ofMinutes(15));
        assertThat(UUID.fromString(claims.getJWTID())).isNotNull();
        assertThat(claims.getClaims()).as("no personal data").containsOnlyKeys("iss", "aud", "sub", "role", "sid", "epoch", "jti", "iat",
                "exp");
    }

    @Test
    void noTwoTokensHaveTheSameId() throws Exception {
        assertThat(newToken(ada.email()).getJWTClaimsSet().getJWTID()).isNotEqualTo(newToken(ada.email()).getJWTClaimsSet().getJWTID());
    }

    @Test
    void anAdminsTokenHasTheRole() throws Exception {
        assertThat(newToken(TestAccounts.ADMIN_EMAIL).getJWTClaimsSet().getStringClaim("role")).isEqualTo("admin");
    }

    @Test
    void theKeysArePublicAndCacheableAndNotPrivate() {
        ApiResponse reply = jwks();
        assertThat(reply.header("Cache-Control")).contains("public").containsPattern("max-age=[1-9]");
        assertThat(reply.json().path("keys")).isNotEmpty().allSatisfy(key -> {
            assertThat(key.propertyNames()).containsExactlyInAnyOrder("kty", "use", "alg", "kid", "n", "e");
            assertThat(key.path("kty").asString()).isEqualTo("RSA");
            assertThat(key.path("use").asString()).isEqualTo("sig");
        });
    }

    @Test
    void aTokenInTheQueryOrBodyIsIgnored() throws Exception {
        String token = newToken(ada.email()).serialize();
        api.get("/api/v1/users/me?access_token=" + token).isProblem(401, "unauthenticated");
        api.with("Cookie", "access_token=" + token).get("/api/v1/users/me").isProblem(401, "unauthenticated");
        api.with("Authorization", "Basic " + token).get("/api/v1/users/me").isProblem(401, "unauthenticated");
    }

    private ApiResponse jwks() {
        return api.get("/.well-known/jwks.json").is(200);
    }

    private SignedJWT newToken(String email) throws ParseException {
        String body = "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(email, TestAccounts.PASSWORD);
        return SignedJWT.parse(api.post("/api/v1/auth/token", body).is(200).json().path("access_token").asString());
    }
}
