package dev.tenfold.security.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.tenfold.api.audit.AuditLog;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.security.identity.PasswordAuthenticator;
import dev.tenfold.security.token.AuthProperties.ExternalIssuer;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;

/**
 * How access tokens are created and verified. Algorithm, type, issuer and audience are fixed; nothing in a token decides how it is
 * verified.
 */
@Configuration(proxyBeanMethods = false)
class TokenConfiguration {

    private static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

    @Bean
    @OwnIssuer
    SigningKeys signingKeys(AuthProperties properties) {
        return new SigningKeys(properties.signingKey(), properties.previousKey(), properties.minKeyBits());
    }

    @Bean
    @OwnIssuer
    TokenService tokenService(PasswordAuthenticator users, TokenRepository tokens, SigningKeys keys, AuthProperties properties, Clock clock,
            Transactions transactions, AuditLog audit, ApplicationEventPublisher events) throws JOSEException {
        return new TokenService(users, tokens, new AccessTokens(keys, properties, clock), properties, clock, transactions, audit, events);
    }

    /** Verifies the service's own tokens with its own keys, without network access. */
    @Bean
    @OwnIssuer
    JwtDecoder ownTokens(SigningKeys keys, AuthProperties properties) {
        return decoder(new ImmutableJWKSet<>(keys.accepted()), AccessTokens.TYPE, properties.issuer(), properties.audience());
    }

    /** Verifies an external issuer's tokens with its keys, which are fetched on first use and cached. */
    @Bean
    @ConditionalOnProperty("tenfold.auth.outside.issuer")
    JwtDecoder outsideTokens(AuthProperties properties) {
        ExternalIssuer outside = properties.outside();
        if (outside == null) {
            throw new IllegalStateException("tenfold.auth.outside is not set");
        }
        return decoder(new ExternalKeys(outside.jwkSetUri()), outside.type(), outside.issuer(), properties.audience());
    }

    @Bean
    @OwnIssuer
    AuthenticationManager ownCallers(JwtDecoder tokens, CallerConverter callers, Revocations revocations, AuthProperties properties,
            Clock clock, MeterRegistry metrics) {
        return new TokenAuthentication(verifier(tokens, callers), revocations::isRevoked, properties.tokenCacheSize(), clock, metrics);
    }

    /**
     * There is no revocation for tokens of an external issuer. It must give them short lifetimes, because it does not know what happens
     * to users here.
     */
    @Bean
    @ConditionalOnProperty("tenfold.auth.outside.issuer")
    AuthenticationManager outsideCallers(JwtDecoder tokens, CallerConverter callers, AuthProperties properties, Clock clock,
            MeterRegistry metrics) {
        return new TokenAuthentication(verifier(tokens, callers), _ -> false, properties.tokenCacheSize(), clock, metrics);
    }

    private static JwtAuthenticationProvider verifier(JwtDecoder tokens, CallerConverter callers) {
        var verifier = new JwtAuthenticationProvider(tokens);
        verifier.setJwtAuthenticationConverter(callers);
        return verifier;
    }

    private static NimbusJwtDecoder decoder(JWKSource<SecurityContext> keys, String type, String issuer, String audience) {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, keys));
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType(type)));
        processor.setJWTClaimsSetVerifier((claims, context) -> {
            // the validators below check the claims
        });
        var decoder = new NimbusJwtDecoder(processor);
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<Jwt>(
                new JwtTimestampValidator(CLOCK_SKEW),
                new JwtIssuerValidator(issuer),
                new JwtClaimValidator<List<String>>(JwtClaimNames.AUD, audiences -> audiences != null && audiences.contains(audience)),
                new JwtClaimValidator<Object>(JwtClaimNames.EXP, expiry -> expiry != null)));
        return decoder;
    }
}
