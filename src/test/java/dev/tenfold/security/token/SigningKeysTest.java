package dev.tenfold.security.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import dev.tenfold.platform.id.Uuids;
import dev.tenfold.security.identity.Credentials;
import dev.tenfold.security.identity.Role;
import dev.tenfold.security.identity.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which keys sign, which are accepted, and the messages for invalid keys. */
class SigningKeysTest {

    private static final KeyPair OLD = rsa(2048);
    private static final KeyPair NEW = rsa(2048);
    private static final AuthProperties SETTINGS =
            new AuthProperties(null, null, 2048, "tenfold", "tenfold-api", Duration.ofMinutes(15), Duration.ofDays(30), Duration.ofDays(90),
                    Duration.ofMinutes(1), 0, null);

    @Test
    void tokensOfThePreviousKeyAreAcceptedUntilItIsRemoved() throws JOSEException {
        String old = tokenOf(new SigningKeys(privatePem(OLD), null, 2048));

        assertThat(decoder(new SigningKeys(privatePem(NEW), privatePem(OLD), 2048)).decode(old).getClaimAsString("role"))
                .isEqualTo("admin");
        assertThat(decoder(new SigningKeys(privatePem(NEW), publicPem(OLD), 2048)).decode(old).getClaimAsString("role")).isEqualTo("admin");
        var without = decoder(new SigningKeys(privatePem(NEW), null, 2048));
        assertThatThrownBy(() -> without.decode(old)).isInstanceOf(BadJwtException.class);
    }

    @Test
    void theNextKeyIsAcceptedBeforeItSigns() throws JOSEException {
        var before = new SigningKeys(privatePem(OLD), publicPem(NEW), 2048);
        var after = new SigningKeys(privatePem(NEW), publicPem(OLD), 2048);
        assertThat(decoder(before).decode(tokenOf(after))).isNotNull();
        assertThat(decoder(after).decode(tokenOf(before))).isNotNull();
    }

    @Test
    void bothKeysArePublishedAndNeitherIsPrivate() {
        var keys = new SigningKeys(privatePem(NEW), privatePem(OLD), 2048).accepted();
        assertThat(keys.getKeys()).hasSize(2).noneMatch(key -> key.isPrivate());
    }

    @Test
    void theIdOfAKeyIsTheThumbprintOfTheRfc() throws Exception {
        JsonNode example = examples().path("rfc7638");
        var key = RSAKey.parse(example.path("jwk").toString()).toRSAPublicKey();
        var accepted = new SigningKeys(privatePem(OLD), pem("PUBLIC", key), 2048).accepted().getKeys();
        assertThat(accepted).extracting(JWK::getKeyID).contains(example.path("thumbprint").asString());
    }

    /** Examples of RFC 7515 and RFC 7638. */
    static JsonNode examples() throws IOException {
        return new JsonMapper().readTree(Files.readString(Path.of("src/test/resources/cases/jwt/vectors.json")));
    }

    @Test
    void aKeyHasTheSameIdOnEveryInstance() {
        assertThat(new SigningKeys(privatePem(OLD), null, 2048).current().getKeyID())
                .isEqualTo(new SigningKeys(privatePem(OLD), null, 2048).current().getKeyID())
                .isNotEqualTo(new SigningKeys(privatePem(NEW), null, 2048).current().getKeyID());
    }

    @Test
    void lineBreaksMayComeAsBackslashN() {
        assertThat(new SigningKeys(privatePem(OLD).replace("\n", "\\n"), null, 2048).current().getKeyID())
                .isEqualTo(new SigningKeys(privatePem(OLD), null, 2048).current().getKeyID());
    }

    @Test
    void aShortKeyIsRefused() {
        String pem = privatePem(rsa(1024));
        assertRefused(pem, null, "TENFOLD_AUTH_SIGNING_KEY has 1024 bits, and needs 2048");
        assertRefused(privatePem(OLD), pem, "TENFOLD_AUTH_PREVIOUS_KEY has 1024 bits, and needs 2048");
    }

    @Test
    void anOperatorCanRequireLongerKeys() {
        assertThatThrownBy(() -> new SigningKeys(privatePem(OLD), null, 3072)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("TENFOLD_AUTH_SIGNING_KEY has 2048 bits, and needs 3072");
        String longer = privatePem(rsa(3072));
        assertThatThrownBy(() -> new SigningKeys(longer, publicPem(OLD), 3072)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("TENFOLD_AUTH_PREVIOUS_KEY has 2048 bits, and needs 3072");
        assertThat(new SigningKeys(longer, null, 3072).current().size()).isEqualTo(3072);
    }

    @Test
    void aPublicKeyCannotSign() {
        assertRefused(publicPem(OLD), null, "TENFOLD_AUTH_SIGNING_KEY is a public key");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  "})
    void withoutAKeyTheServiceDoesNotStart(String none) {
        assertRefused(none, null, "TENFOLD_AUTH_SIGNING_KEY is not set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----", "-----BEGIN PRIVATE KEY-----\n????\n-----END PRIVATE KEY-----"})
    void anInvalidKeyIsRefusedWithoutShowingIt(String garbage) {
        assertRefused(garbage, null, "TENFOLD_AUTH_SIGNING_KEY is not an RSA key as PKCS#8 PEM");
        assertRefused(privatePem(OLD), garbage, "TENFOLD_AUTH_PREVIOUS_KEY is not an RSA key as PKCS#8 PEM");
    }

    @Test
    void aKeyOfAnotherKindIsRefused() throws NoSuchAlgorithmException {
        KeyPair elliptic = KeyPairGenerator.getInstance("EC").generateKeyPair();
        assertRefused(privatePem(elliptic), null, "TENFOLD_AUTH_SIGNING_KEY is not an RSA key as PKCS#8 PEM");
        assertRefused(privatePem(OLD), publicPem(elliptic), "TENFOLD_AUTH_PREVIOUS_KEY is not an RSA key as PKCS#8 PEM");
    }

    private static void assertRefused(String signing, String previous, String message) {
        assertThatThrownBy(() -> new SigningKeys(signing, previous, 2048)).isInstanceOf(IllegalStateException.class)
                .hasMessage(message + ": generate one with ./deploy/new-key and set it on every instance.");
    }

    private static String tokenOf(SigningKeys keys) throws JOSEException {
        return new AccessTokens(keys, SETTINGS, Clock.systemUTC()).make(new Credentials(new UserId(Uuids.next()), Role.ADMIN, 1),
                Uuids.next());
    }

    private static JwtDecoder decoder(SigningKeys keys) {
        return new TokenConfiguration().ownTokens(keys, SETTINGS);
    }

    private static KeyPair rsa(int bits) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static String privatePem(KeyPair pair) {
        return pem("PRIVATE", pair.getPrivate());
    }

    private static String publicPem(KeyPair pair) {
        return pem("PUBLIC", pair.getPublic());
    }

    private static String pem(String kind, Key key) {
        String body = Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(key.getEncoded());
        return "-----BEGIN %s KEY-----\n%s\n-----END %s KEY-----\n".formatted(kind, body, kind);
    }
}
