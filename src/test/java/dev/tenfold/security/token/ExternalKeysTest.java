package dev.tenfold.security.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpServer;
import dev.tenfold.testing.client.Concurrently;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** An external issuer with a real HTTP server that counts how often its keys are fetched. */
class ExternalKeysTest {

    private final RSAKey key = newKey("first");
    private final AtomicReference<String> served = new AtomicReference<>(new JWKSet(key.toPublicJWK()).toString());
    private final AtomicInteger fetched = new AtomicInteger();
    private final HttpServer issuer = serve();
    private final ExternalKeys keys = new ExternalKeys(URI.create("http://127.0.0.1:" + issuer.getAddress().getPort() + "/jwks"));

    @AfterEach
    void stop() {
        issuer.stop(0);
    }

    @Test
    void unknownKeyIdsFetchTheKeysTwiceAtMost() throws KeySourceException {
        assertThat(keys.get(id("first"), null)).hasSize(1);
        Concurrently.run(20, _ -> {
            for (int i = 0; i < 10; i++) {
                assertThat(find(UUID.randomUUID().toString())).isZero();
                assertThat(find("first")).isOne();
            }
            return true;
        });
        assertThat(fetched).hasValueLessThanOrEqualTo(2);
    }

    @Test
    void aNewKeyIsFoundAtOnce() throws KeySourceException {
        assertThat(keys.get(id("first"), null)).hasSize(1);
        served.set(new JWKSet(newKey("second").toPublicJWK()).toString());
        assertThat(keys.get(id("second"), null)).hasSize(1);
        assertThat(keys.get(id("first"), null)).as("withdrawn").isEmpty();
    }

    @Test
    void anIssuerThatDoesNotAnswerRefusesNoToken() {
        issuer.stop(0);
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> keys.get(id("first"), null)).as("a failure of the service, and not of the token")
                    .isInstanceOf(KeySourceException.class);
        }
    }

    private int find(String id) {
        try {
            return keys.get(id(id), null).size();
        } catch (KeySourceException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JWKSelector id(String id) {
        return new JWKSelector(new JWKMatcher.Builder().keyID(id).build());
    }

    private static RSAKey newKey(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private HttpServer serve() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/jwks", exchange -> {
                fetched.incrementAndGet();
                byte[] body = served.get().getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, body.length);
                try (var out = exchange.getResponseBody()) {
                    out.write(body);
                }
            });
            server.start();
            return server;
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
