package dev.tenfold.security.token;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Tokens and the keys that sign them.
 *
 * @param signingKey TENFOLD_AUTH_SIGNING_KEY: the RSA private key (PKCS#8 PEM, 2048 bits or more) that signs access tokens; not needed with an outside issuer
 * @param previousKey TENFOLD_AUTH_PREVIOUS_KEY: another RSA key (private or public PEM) whose tokens are accepted too. To rotate without a
 *     refused token, first give the coming key here on every instance, then swap the two, and take the old one away after {@code accessTtl}
 * @param issuer the {@code iss} of our tokens
 * @param audience the {@code aud} of our tokens
 * @param accessTtl how long an access token is good for, 15 minutes at most
 * @param refreshTtl how long a refresh token is good for
 * @param tokenCacheSize how many access tokens that were verified each instance remembers, so as not to verify them at each request; 0 for none
 * @param outside an issuer that signs tokens in our stead; the routes under {@code /api/v1/auth} are then not there
 */
@Validated
@ConfigurationProperties("tenfold.auth")
record AuthProperties(
        @Nullable String signingKey,
        @Nullable String previousKey,
        @DefaultValue("tenfold") @NotBlank String issuer,
        @DefaultValue("tenfold-api") @NotBlank String audience,
        @DefaultValue("15m") @NotNull @DurationMin(seconds = 1) @DurationMax(minutes = 15) Duration accessTtl,
        @DefaultValue("30d") @NotNull @DurationMin(minutes = 1) @DurationMax(days = 365) Duration refreshTtl,
        @DefaultValue("10000") @Min(0) int tokenCacheSize,
        @Valid @Nullable ExternalIssuer outside) {

    /**
     * An OpenID provider or another service of yours.
     *
     * @param issuer the {@code iss} of its tokens
     * @param jwkSetUri where its public keys are
     * @param type the {@code typ} of its tokens: {@code at+jwt} (RFC 9068), or {@code JWT} where it does not follow that
     * @param userClaim the claim that bears the id of the Tenfold user
     * @param roleClaim the claim that bears {@code user} or {@code admin}; without it the role is {@code user}
     */
    record ExternalIssuer(
            @NotBlank String issuer,
            @NotNull URI jwkSetUri,
            @DefaultValue("at+jwt") @NotBlank String type,
            @DefaultValue("sub") @NotBlank String userClaim,
            @DefaultValue("role") @NotBlank String roleClaim) {}
}
