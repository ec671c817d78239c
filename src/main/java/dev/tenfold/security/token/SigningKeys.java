package dev.tenfold.security.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.converter.RsaKeyConverters;

/**
 * The RSA keys of this service: the one that signs, and those whose tokens are accepted. A key's id is its thumbprint (RFC 7638), so it
 * is the same on every instance.
 */
final class SigningKeys {

    private final int minBits;
    private final RSAKey current;
    private final JWKSet accepted;

    /**
     * @param minBits the smallest size of a key
     * @throws IllegalStateException when a key is missing or invalid
     */
    SigningKeys(@Nullable String signingPem, @Nullable String previousPem, int minBits) {
        this.minBits = minBits;
        if (signingPem == null || signingPem.isBlank()) {
            throw unusable("TENFOLD_AUTH_SIGNING_KEY is not set", null);
        }
        this.current = read("TENFOLD_AUTH_SIGNING_KEY", signingPem);
        if (!current.isPrivate()) {
            throw unusable("TENFOLD_AUTH_SIGNING_KEY is a public key", null);
        }
        Stream<RSAKey> previous =
                previousPem == null || previousPem.isBlank() ? Stream.of() : Stream.of(read("TENFOLD_AUTH_PREVIOUS_KEY", previousPem));
        this.accepted = new JWKSet(List.copyOf(Stream.concat(Stream.of(current), previous).map(RSAKey::toPublicJWK).toList()));
    }

    /** The private key that signs. */
    RSAKey current() {
        return current;
    }

    /** The public keys whose tokens are accepted. */
    JWKSet accepted() {
        return accepted;
    }

    private RSAKey read(String name, String text) {
        String pem = text.replace("\\n", "\n").strip(); // for environments that cannot contain line breaks
        try {
            RSAKey key = pem.startsWith("-----BEGIN PUBLIC KEY") ? publicKey(pem) : privateKey(pem);
            if (key.size() < minBits) {
                throw unusable(name + " has " + key.size() + " bits, and needs " + minBits, null);
            }
            return key;
        } catch (IllegalArgumentException | GeneralSecurityException | JOSEException unreadable) {
            throw unusable(name + " is not an RSA key as PKCS#8 PEM", unreadable);
        }
    }

    private static RSAKey privateKey(String pem) throws GeneralSecurityException, JOSEException {
        RSAPrivateKey key = RsaKeyConverters.pkcs8().convert(stream(pem));
        if (!(key instanceof RSAPrivateCrtKey crt)) {
            throw new GeneralSecurityException("no CRT parameters");
        }
        var publicSpec = new RSAPublicKeySpec(crt.getModulus(), crt.getPublicExponent());
        RSAPublicKey publicKey = (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(publicSpec);
        return new RSAKey.Builder(publicKey).privateKey(key).keyUse(KeyUse.SIGNATURE).algorithm(JWSAlgorithm.RS256).keyIDFromThumbprint()
                .build();
    }

    private static RSAKey publicKey(String pem) throws GeneralSecurityException, JOSEException {
        RSAPublicKey key = RsaKeyConverters.x509().convert(stream(pem));
        if (key == null) {
            throw new GeneralSecurityException("no key");
        }
        return new RSAKey.Builder(key).keyUse(KeyUse.SIGNATURE).algorithm(JWSAlgorithm.RS256).keyIDFromThumbprint().build();
    }

    private static ByteArrayInputStream stream(String pem) {
        return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    }

    private static IllegalStateException unusable(String what, @Nullable Throwable cause) {
        return new IllegalStateException(what + ": generate one with ./deploy/new-key and set it on every instance.", cause);
    }
}
