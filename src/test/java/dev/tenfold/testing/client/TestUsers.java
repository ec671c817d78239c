package dev.tenfold.testing.client;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.tenfold.testing.services.SigningKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Hundreds of users, inserted by SQL and with tokens signed by the test, because hashing their passwords would take minutes. */
public final class TestUsers {

    private static final RSAKey KEY = key();
    private static final Duration LONG_ENOUGH = Duration.ofHours(1);

    private final JdbcClient jdbc;

    public TestUsers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A user with an access token. */
    public record Member(UUID id, String token) {}

    public Member user() {
        return member("user");
    }

    public Member admin() {
        return member("admin");
    }

    public List<Member> users(int count) {
        return IntStream.range(0, count).mapToObj(_ -> user()).toList();
    }

    /** An access token of a user that is in the database already. */
    public String token(UUID user) {
        return token(user, "user");
    }

    /** Marks a user's e-mail as verified: others get no mails. */
    public void verifyEmail(String id) {
        jdbc.sql("UPDATE users SET verified_email_key = email_key WHERE id = :id::uuid").param("id", id).update();
    }

    public boolean isEmailVerified(String id) {
        return jdbc.sql("SELECT verified_email_key IS NOT DISTINCT FROM email_key FROM users WHERE id = :id::uuid").param("id", id)
                .query(Boolean.class).single();
    }

    private Member member(String role) {
        String email = UUID.randomUUID() + "@tenfold.test";
        UUID id = jdbc.sql("""
                INSERT INTO users (name, email, email_key, password_hash, role) VALUES ('One of many', :email, :email, 'none', :role) RETURNING id
                """).param("email", email).param("role", role).query(UUID.class).single();
        return new Member(id, token(id, role));
    }

    private static String token(UUID user, String role) {
        return token(user, role, UnaryOperator.identity());
    }

    /** A token that the service could have signed, with other claims. */
    public static String token(UUID user, String role, UnaryOperator<JWTClaimsSet.Builder> change) {
        Instant now = Instant.now();
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256).type(new JOSEObjectType("at+jwt")).keyID(KEY.getKeyID()).build();
        var claims = change.apply(new JWTClaimsSet.Builder().issuer("tenfold").audience("tenfold-api").subject(user.toString())
                .claim("role", role).jwtID(UUID.randomUUID().toString()).issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LONG_ENOUGH)))).build();
        try {
            var token = new SignedJWT(header, claims);
            token.sign(new RSASSASigner(KEY));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RSAKey key() {
        String pem = String.valueOf(SigningKey.properties().get("tenfold.auth.signing-key"));
        byte[] pkcs8 = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        try {
            var factory = KeyFactory.getInstance("RSA");
            var secret = (RSAPrivateCrtKey) factory.generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            var open = (RSAPublicKey) factory.generatePublic(new RSAPublicKeySpec(secret.getModulus(), secret.getPublicExponent()));
            return new RSAKey.Builder(open).privateKey(secret).keyIDFromThumbprint().build();
        } catch (GeneralSecurityException | JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
