package dev.tenfold.security.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/**
 * Authenticates a request by its access token. A verified token is cached with its caller, under its whole text, so the signature is
 * checked only once. Failures are not cached. Revocation is checked at each request.
 */
final class TokenAuthentication implements AuthenticationManager {

    /** Longer tokens are verified each time, to limit the memory of the cache. This service's own tokens have some 700 characters. */
    static final int MAX_CACHED_LENGTH = 2048;
    /** After this time a token is verified again, so that a key which an external issuer has withdrawn stops working here too. */
    static final Duration MAX_CACHE_TIME = Duration.ofMinutes(5);

    private final AuthenticationProvider verifier;
    private final Predicate<CallerAuthentication> isRevoked;
    private final int most;
    private final Cache<String, CallerAuthentication> cache;

    /**
     * Starts with an empty cache.
     * @param verifier takes a {@link BearerTokenAuthenticationToken} and returns a {@link CallerAuthentication}, or throws
     * @param isRevoked whether a token was revoked before it expires
     * @param most how many tokens are cached; 0 for none
     * @param clock decides when tokens expire
     */
    TokenAuthentication(AuthenticationProvider verifier, Predicate<CallerAuthentication> isRevoked, int most, Clock clock,
            MeterRegistry metrics) {
        this.verifier = verifier;
        this.isRevoked = isRevoked;
        this.most = most;
        this.cache = Caffeine.newBuilder().maximumSize(most).recordStats()
                // uses the clock's time and not the time that has passed: if the clock is set forward, cached tokens expire too
                .ticker(() -> Instant.EPOCH.until(clock.instant(), ChronoUnit.NANOS))
                .expireAfter(Expiry.creating((String _, CallerAuthentication caller) -> timeToLive(caller, clock.instant()))).build();
        Gauge.builder("tenfold.token.cache.size", cache, Cache::estimatedSize).description("Verified access tokens in the cache")
                .register(metrics);
        count("hit", tokens -> tokens.stats().hitCount(), metrics);
        count("miss", tokens -> tokens.stats().missCount(), metrics);
    }

    private static Duration timeToLive(CallerAuthentication caller, Instant now) {
        Duration left = Duration.between(now, caller.expires());
        return left.compareTo(MAX_CACHE_TIME) < 0 ? left : MAX_CACHE_TIME;
    }

    private void count(String result, ToDoubleFunction<Cache<String, CallerAuthentication>> count, MeterRegistry metrics) {
        FunctionCounter.builder("tenfold.token.cache.gets", cache, count)
                .description("Requests with an access token. A hit needs no signature check").tag("outcome", result).register(metrics);
    }

    /** @throws org.springframework.security.core.AuthenticationException when the token is invalid, expired or revoked */
    @Override
    public Authentication authenticate(Authentication request) {
        String token = ((BearerTokenAuthenticationToken) request).getToken();
        CallerAuthentication known = cache.getIfPresent(token);
        CallerAuthentication caller = known == null ? verify(token) : known;
        if (isRevoked.test(caller)) {
            throw new InvalidBearerTokenException("The token was revoked");
        }
        return caller;
    }

    /** A token that has expired within the allowed clock skew is accepted for this request, but not cached. */
    private CallerAuthentication verify(String token) {
        // verify a new request object, without the details of the current request (its address), which would be cached too
        var caller = (CallerAuthentication) verifier.authenticate(new BearerTokenAuthenticationToken(token));
        if (caller == null) {
            throw new InvalidBearerTokenException("The token was not verified");
        }
        if (token.length() <= MAX_CACHED_LENGTH && most > 0) {
            cache.put(token, caller);
        }
        return caller;
    }
}
