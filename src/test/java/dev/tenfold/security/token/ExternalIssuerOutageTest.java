package dev.tenfold.security.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.services.FreePort;
import dev.tenfold.testing.services.TenfoldTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** Nothing listens at the address of the external issuer's keys. */
@TenfoldTest(properties = "tenfold.auth.outside.issuer=https://login.example")
@DirtiesContext
@ExtendWith(OutputCaptureExtension.class)
class ExternalIssuerOutageTest {

    private final ApiClient api;

    ExternalIssuerOutageTest(@LocalServerPort int port) {
        this.api = new ApiClient(port);
    }

    @DynamicPropertySource
    static void keysAreAt(DynamicPropertyRegistry settings) {
        settings.add("tenfold.auth.outside.jwk-set-uri", () -> "http://127.0.0.1:" + FreePort.find() + "/jwks");
    }

    @Test
    void aTokenThatCannotBeCheckedIsNotRefused(CapturedOutput output) throws JOSEException {
        String token = token();
        Instant begin = Instant.now();
        for (int i = 0; i < 3; i++) { // the first two would fetch the keys, later ones do not
            assertThat(api.as(token).get("/api/v1/users/me").isProblem(503, "dependency_unavailable").header("Retry-After"))
                    .isEqualTo("5");
        }
        for (int i = 0; i < 100; i++) {
            api.as(token).impatient().get("/api/v1/users/me").is(503);
        }
        long seconds = 1 + Duration.between(begin, Instant.now()).toSeconds();
        assertThat(output.getAll().lines().filter(line -> line.contains("The keys of the tokens' issuer cannot be read"))).isNotEmpty()
                .hasSizeLessThanOrEqualTo((int) seconds);
        api.as("broken").get("/api/v1/users/me").isProblem(401, "unauthenticated");
        api.get("/api/v1/products").is(200);
    }

    private static String token() throws JOSEException {
        RSAKey key = new RSAKeyGenerator(2048).keyID("any").generate();
        var token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).type(new JOSEObjectType("at+jwt")).keyID("any").build(),
                new JWTClaimsSet.Builder().issuer("https://login.example").audience("tenfold-api").subject("4711")
                        .expirationTime(Date.from(Instant.now().plusSeconds(60))).build());
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }
}
