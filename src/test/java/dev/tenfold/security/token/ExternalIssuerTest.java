package dev.tenfold.security.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.services.TenfoldTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** An external issuer signs the tokens, with other names for its claims. */
@TenfoldTest(properties = {"tenfold.auth.outside.issuer=https://login.example", "tenfold.auth.outside.type=JWT",
    "tenfold.auth.outside.user-claim=tenfold_id", "tenfold.auth.outside.role-claim=tenfold_role"})
@DirtiesContext
class ExternalIssuerTest {

    private static final RSAKey KEY = newKey();
    private static final AtomicInteger FETCHED = new AtomicInteger();
    private static final HttpServer ISSUER = serve(new JWKSet(KEY.toPublicJWK()).toString());

    private final ApiClient api;
    private final String user;

    ExternalIssuerTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.api = new ApiClient(port);
        String body =
                "{\"name\": \"Ada\", \"email\": \"%s@tenfold.test\", \"password\": \"%s\"}".formatted(UUID.randomUUID(),
                        TestAccounts.PASSWORD);
        this.user = api.post("/api/v1/users", body).is(201).json().path("id").asString();
    }

    @DynamicPropertySource
    static void keysAreAt(DynamicPropertyRegistry settings) {
        settings.add("tenfold.auth.outside.jwk-set-uri", () -> "http://127.0.0.1:" + ISSUER.getAddress().getPort() + "/jwks");
    }

    @AfterAll
    static void stop() {
        ISSUER.stop(0);
    }

    @Test
    void itsTokensAreAcceptedAndItsKeysFetchedOnce() {
        for (int i = 0; i < 5; i++) {
            assertThat(api.as(token("JWT", claims())).get("/api/v1/users/me").is(200).json().path("id").asString()).isEqualTo(user);
        }
        assertThat(FETCHED).hasValueLessThanOrEqualTo(2); // once, and once for the unknown key ids below
    }

    @Test
    void tokensWithUnknownKeyIdsAreRefusedWithoutAFetchForEach() throws JOSEException {
        api.as(token("JWT", claims())).get("/api/v1/users/me").is(200);
        for (int i = 0; i < 20; i++) {
            var header =
                    new JWSHeader.Builder(JWSAlgorithm.RS256).type(new JOSEObjectType("JWT")).keyID(UUID.randomUUID().toString()).build();
            var token = new SignedJWT(header, claims().build());
            token.sign(new RSASSASigner(KEY));
            api.as(token.serialize()).get("/api/v1/users/me").isProblem(401, "unauthenticated");
        }
        assertThat(FETCHED).hasValueLessThanOrEqualTo(2);
        api.as(token("JWT", claims())).get("/api/v1/users/me").is(200);
    }

    @Test
    void theRoleClaimOfTheIssuerMakesAnAdmin() {
        api.as(token("JWT", claims())).get("/api/v1/users").isProblem(403, "forbidden");
        api.as(token("JWT", claims().claim("tenfold_role", "admin"))).get("/api/v1/users").is(200);
        api.as(token("JWT", claims().claim("role", "admin"))).get("/api/v1/users").isProblem(403, "forbidden");
        api.as(token("JWT", claims().claim("tenfold_role", "root"))).get("/api/v1/users").isProblem(401, "unauthenticated");
    }

    @Test
    void tokensOfOtherIssuersAreRefused() {
        for (String token : List.of(token("JWT", claims().issuer("tenfold")), token("JWT", claims().audience("another")),
                token("at+jwt", claims()), token("JWT", claims().expirationTime(null)),
                token("JWT", claims().expirationTime(Date.from(Instant.now().minusSeconds(60)))),
                token("JWT", claims().claim("tenfold_id", null)), token("JWT", claims(), newKey()))) {
            api.as(token).get("/api/v1/users/me").isProblem(401, "unauthenticated");
        }
    }

    @Test
    void thereAreNoTokenRoutes() {
        for (String route : List.of("token", "refresh", "logout", "password-reset", "password-reset/confirm")) {
            api.post("/api/v1/auth/" + route, "{}").isProblem(404, "not_found");
        }
        api.get("/.well-known/jwks.json").isProblem(404, "not_found");
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder().issuer("https://login.example").audience("tenfold-api").subject("auth0|4711")
                .claim("tenfold_id", user).expirationTime(Date.from(Instant.now().plusSeconds(60)));
    }

    private static String token(String type, JWTClaimsSet.Builder claims) {
        return token(type, claims, KEY);
    }

    private static String token(String type, JWTClaimsSet.Builder claims, RSAKey key) {
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256).type(new JOSEObjectType(type)).keyID(KEY.getKeyID()).build();
        var token = new SignedJWT(header, claims.build());
        try {
            token.sign(new RSASSASigner(key));
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
        return token.serialize();
    }

    private static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).algorithm(JWSAlgorithm.RS256).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static HttpServer serve(String keys) {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/jwks", exchange -> {
                FETCHED.incrementAndGet();
                byte[] body = keys.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, body.length);
                try (var out = exchange.getResponseBody()) {
                    out.write(body);
                }
            });
            server.start();
            return server;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
