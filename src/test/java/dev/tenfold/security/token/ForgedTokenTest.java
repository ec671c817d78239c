package dev.tenfold.security.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.ApiResponse;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.client.TestAccounts.Person;
import dev.tenfold.testing.services.TenfoldTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Tokens that differ in one property from a valid one. They are signed with the service's own key, unless the key is that property. */
@TenfoldTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForgedTokenTest {

    private static final JOSEObjectType OURS = new JOSEObjectType("at+jwt");

    private final ApiClient api;
    private final Person ada;
    private final RSAKey key;

    ForgedTokenTest(@LocalServerPort int port, @Autowired SigningKeys keys) {
        this.api = new ApiClient(port);
        this.ada = new TestAccounts(api).newUser();
        this.key = keys.current();
    }

    @Test
    void aValidTokenIsAccepted() throws JOSEException {
        send(signed(OURS, UnaryOperator.identity())).is(200);
    }

    @Test
    void anotherAudienceIsRefused() throws JOSEException {
        assertRefused(signed(OURS, claims -> claims.audience("another-api")));
        assertRefused(signed(OURS, claims -> claims.audience((String) null)));
        send(signed(OURS, claims -> claims.audience(List.of("another-api", "tenfold-api")))).is(200);
    }

    @Test
    void anotherIssuerIsRefused() throws JOSEException {
        assertRefused(signed(OURS, claims -> claims.issuer("somebody")));
        assertRefused(signed(OURS, claims -> claims.issuer(null)));
    }

    @Test
    void anotherTypeIsRefused() throws JOSEException {
        assertRefused(signed(JOSEObjectType.JWT, UnaryOperator.identity()));
        assertRefused(signed(null, UnaryOperator.identity()));
    }

    @Test
    void anExpiredTokenAndOneThatNeverExpiresAreRefused() throws JOSEException {
        assertRefused(signed(OURS, claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(60)))));
        assertRefused(signed(OURS, claims -> claims.expirationTime(null)));
        assertRefused(signed(OURS, claims -> claims.notBeforeTime(Date.from(Instant.now().plusSeconds(60)))));
    }

    @Test
    void aTokenWithoutAUserOrWithAnUnknownRoleIsRefused() throws JOSEException {
        assertRefused(signed(OURS, claims -> claims.subject(null)));
        assertRefused(signed(OURS, claims -> claims.subject("ada")));
        assertRefused(signed(OURS, claims -> claims.claim("role", "root")));
        assertRefused(signed(OURS, claims -> claims.claim("role", List.of("user", "admin"))));
    }

    @Test
    void anotherKeyIsRefusedEvenWithTheServicesKeyId() throws JOSEException {
        RSAKey other = new RSAKeyGenerator(2048).keyID(key.getKeyID()).generate();
        assertRefused(token(header(JWSAlgorithm.RS256, OURS), claims(UnaryOperator.identity()), new RSASSASigner(other)));
        var embedded = new JWSHeader.Builder(JWSAlgorithm.RS256).type(OURS).jwk(other.toPublicJWK()).build();
        assertRefused(token(embedded, claims(UnaryOperator.identity()), new RSASSASigner(other)));
    }

    @Test
    void anotherRsaAlgorithmWithTheSameKeyIsRefused() throws JOSEException {
        for (JWSAlgorithm algorithm : List.of(JWSAlgorithm.RS384, JWSAlgorithm.RS512, JWSAlgorithm.PS256)) {
            assertRefused(token(header(algorithm, OURS), claims(UnaryOperator.identity()), new RSASSASigner(key)));
        }
    }

    @Test
    void thePublicKeyCannotBeUsedAsAnHmacSecret() throws JOSEException {
        String pem = "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(
                key.toRSAPublicKey().getEncoded()) + "\n-----END PUBLIC KEY-----\n";
        List<byte[]> secrets = List.of(key.toRSAPublicKey().getEncoded(), pem.getBytes(StandardCharsets.US_ASCII),
                pem.strip().getBytes(StandardCharsets.US_ASCII), key.getModulus().decode());
        for (byte[] secret : secrets) {
            assertRefused(token(header(JWSAlgorithm.HS256, OURS), claims(UnaryOperator.identity()), new MACSigner(secret)));
        }
    }

    @Test
    void anUnsignedTokenIsRefused() throws JOSEException {
        String payload = part(signed(OURS, UnaryOperator.identity()), 1);
        for (String algorithm : List.of("none", "None", "NONE")) {
            String header = encode("{\"alg\": \"%s\", \"typ\": \"at+jwt\"}".formatted(algorithm));
            assertRefused(header + "." + payload + ".");
            assertRefused(header + "." + payload + "." + part(signed(OURS, UnaryOperator.identity()), 2));
        }
        assertRefused(signed(OURS, UnaryOperator.identity()).replaceAll("[^.]*$", ""));
    }

    @Test
    void aManipulatedRoleIsRefused() throws JOSEException {
        String token = signed(OURS, UnaryOperator.identity());
        String claims = new String(Base64.getUrlDecoder().decode(part(token, 1)), StandardCharsets.UTF_8);
        assertThat(claims).contains("\"role\":\"user\"");
        assertRefused(part(token, 0) + "." + encode(claims.replace("\"role\":\"user\"", "\"role\":\"admin\"")) + "." + part(token, 2));
    }

    @Test
    void theTokensOfTheRfcAreRefused() throws IOException {
        JsonNode examples = SigningKeysTest.examples();
        for (String name : List.of("rfc7515_a1_HS256_must_be_refused", "rfc7515_a5_none_must_be_refused")) {
            assertRefused(examples.path(name).asString());
        }
    }

    @Test
    void textThatIsNoTokenIsRefused() {
        for (String rubbish : List.of("x", "..", "a.b.c", "e30.e30.e30", "x".repeat(5000))) {
            assertRefused(rubbish);
        }
    }

    private void assertRefused(String token) {
        ApiResponse reply = send(token).isProblem(401, "unauthenticated");
        assertThat(reply.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
        api.as(token).get("/api/v1/products").isProblem(401, "unauthenticated");
    }

    private ApiResponse send(String token) {
        return api.as(token).get("/api/v1/users/me");
    }

    private String signed(JOSEObjectType type, UnaryOperator<JWTClaimsSet.Builder> change) throws JOSEException {
        return token(header(JWSAlgorithm.RS256, type), claims(change), new RSASSASigner(key));
    }

    private JWSHeader header(JWSAlgorithm algorithm, JOSEObjectType type) {
        return new JWSHeader.Builder(algorithm).type(type).keyID(key.getKeyID()).build();
    }

    private JWTClaimsSet claims(UnaryOperator<JWTClaimsSet.Builder> change) {
        Instant now = Instant.now();
        var claims = new JWTClaimsSet.Builder().issuer("tenfold").audience("tenfold-api").subject(ada.id()).claim("role", "user")
                .jwtID(UUID.randomUUID().toString()).issueTime(Date.from(now)).expirationTime(Date.from(now.plusSeconds(60)));
        return change.apply(claims).build();
    }

    private static String token(JWSHeader header, JWTClaimsSet claims, JWSSigner signer) throws JOSEException {
        var token = new SignedJWT(header, claims);
        token.sign(signer);
        return token.serialize();
    }

    /** The header (0), the claims (1) or the signature (2) of a token, still encoded. */
    private static String part(String token, int number) {
        return token.split("\\.", -1)[number];
    }

    private static String encode(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
