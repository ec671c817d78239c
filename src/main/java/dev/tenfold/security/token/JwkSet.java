package dev.tenfold.security.token;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** The public keys as clients see them (RFC 7517). */
record JwkSet(@ArraySchema(minItems = 1, maxItems = 2) List<Jwk> keys) {

    /** An RSA key (RFC 7518, section 6.3.1). */
    record Jwk(
            @Schema(allowableValues = "RSA") String kty,
            @Schema(allowableValues = "sig") String use,
            @Schema(allowableValues = "RS256") String alg,
            @Schema(description = "The `kid` in the header of a token: the thumbprint of the key (RFC 7638).",
                    example = "lUNNVhqbDcTQX2Lm0oZZIYiCQ4lM4PLnvLbjYrhwwsE",
                    maxLength = 43) String kid,
            @Schema(description = "The modulus, in Base64url.",
                    example = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMs",
                    maxLength = 2000) String n,
            @Schema(description = "The exponent, in Base64url.", example = "AQAB", maxLength = 16) String e) {

        static Jwk of(JWK key) {
            var rsa = key.toRSAKey();
            return new Jwk(rsa.getKeyType().getValue(), rsa.getKeyUse().identifier(), rsa.getAlgorithm().getName(), rsa.getKeyID(),
                    rsa.getModulus().toString(), rsa.getPublicExponent().toString());
        }
    }

    static JwkSet of(JWKSet keys) {
        return new JwkSet(keys.getKeys().stream().map(Jwk::of).toList());
    }
}
