package dev.tenfold.security.token;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Tokens, and the keys that sign them.
 * @param signingKey TENFOLD_AUTH_SIGNING_KEY: the RSA private key (PKCS#8 PEM, 2048 bits or more) that signs access tokens; not needed
 * with an external issuer
 * @param previousKey TENFOLD_AUTH_PREVIOUS_KEY: another RSA key (private or public PEM) whose tokens are accepted too. To rotate keys
 * without refusing a token: first set the new key here on every instance, then swap the two, and remove the old one after {@code
 * accessTtl}
 * @param minKeyBits the smallest size of both keys. 3072 bits have a security of 128 bits (NIST SP 800-57), 2048 have 112
 * @param issuer the {@code iss} of the service's own tokens
 * @param audience the {@code aud} of the service's own tokens
 * @param accessTtl how long an access token is valid, at most 15 minutes
 * @param refreshTtl how long a refresh token is valid
 * @param sessionTtl after this time users must sign in again, however often they exchange refresh tokens
 * @param purgeInterval how often each worker deletes expired refresh tokens
 * @param tokenCacheSize how many verified access tokens each instance caches, so that it does not verify them at each request; 0 for none
 * @param outside an external issuer that signs the tokens instead; the routes under {@code /api/v1/auth} do not exist then
 */
@Validated
@ConfigurationProperties("tenfold.auth")
record AuthProperties(
        @Nullable String signingKey,
        @Nullable String previousKey,
        @DefaultValue("2048") @Min(2048) @Max(8192) int minKeyBits,
        @DefaultValue("tenfold") @NotBlank String issuer,
        @DefaultValue("tenfold-api") @NotBlank String audience,
        @DefaultValue("15m") @NotNull @DurationMin(seconds = 1) @DurationMax(minutes = 15) Duration accessTtl,
        @DefaultValue("30d") @NotNull @DurationMin(minutes = 1) @DurationMax(days = 365) Duration refreshTtl,
        @DefaultValue("90d") @NotNull @DurationMin(minutes = 1) @DurationMax(days = 3650) Duration sessionTtl,
        @DefaultValue(PURGE_INTERVAL) @NotNull @DurationMin(millis = 100) Duration purgeInterval,
        @DefaultValue("10000") @Min(0) int tokenCacheSize,
        @Valid @Nullable ExternalIssuer outside) {

    static final String PURGE_INTERVAL = "1m";

    /**
     * An OpenID provider or another service of the operator.
     * @param issuer the {@code iss} of its tokens
     * @param jwkSetUri the address of its public keys: with {@code https}, or with {@code http} on this machine
     * @param type the {@code typ} of its tokens: {@code at+jwt} (RFC 9068), or {@code JWT} if it does not follow that
     * @param userClaim the claim with the id of the Tenfold user
     * @param roleClaim the claim with {@code user} or {@code admin}; without it the role is {@code user}
     */
    record ExternalIssuer(
            @NotBlank String issuer,
            @NotNull URI jwkSetUri,
            @DefaultValue("at+jwt") @NotBlank String type,
            @DefaultValue("sub") @NotBlank String userClaim,
            @DefaultValue("role") @NotBlank String roleClaim) {

        private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

        /** Keys that anybody on the way can replace would accept anybody's tokens. */
        @AssertTrue(message = "jwk-set-uri must begin with https://; http:// is only for localhost")
        boolean isJwkSetUriProtected() {
            String scheme = String.valueOf(jwkSetUri.getScheme()).toLowerCase(Locale.ROOT);
            String host = jwkSetUri.getHost();
            return host != null && (scheme.equals("https") || (scheme.equals("http") && THIS_MACHINE.contains(host)));
        }
    }
}
