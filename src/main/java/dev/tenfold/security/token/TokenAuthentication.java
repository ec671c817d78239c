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
 * Tells by an access token who sends a request. A token that was verified is remembered with the caller that it names, under its whole text, so
 * that only the first request pays for the signature. Refusals are not remembered, and whether the token was ended is asked each time.
 */
final class TokenAuthentication implements AuthenticationManager {

    /** A longer token is verified each time: memory is bounded in bytes as well. Ours have some 700 characters. */
    static final int LONGEST_REMEMBERED = 2048;
    /** After so long a token is verified again: a key that an outside issuer withdrew does not live on in here. */
    static final Duration LONGEST_TRUST = Duration.ofMinutes(5);

    private final AuthenticationProvider verifier;
    private final Predicate<CallerAuthentication> ended;
    private final int most;
    private final Cache<String, CallerAuthentication> remembered;

    /**
     * Remembers nothing yet.
     *
     * @param verifier takes a {@link BearerTokenAuthenticationToken} and answers an {@link CallerAuthentication}, or throws
     * @param ended whether a token was ended before it expires
     * @param most how many tokens are remembered; 0 for none
     * @param clock what tokens expire by
     */
    TokenAuthentication(AuthenticationProvider verifier, Predicate<CallerAuthentication> ended, int most, Clock clock,
            MeterRegistry metrics) {
        this.verifier = verifier;
        this.ended = ended;
        this.most = most;
        this.remembered = Caffeine.newBuilder().maximumSize(most).recordStats()
                // by the clock, and not by the time that went by: a clock that is put forward ends what is remembered too
                .ticker(() -> Instant.EPOCH.until(clock.instant(), ChronoUnit.NANOS))
                .expireAfter(Expiry.creating((String _, CallerAuthentication caller) -> trust(caller, clock.instant()))).build();
        Gauge.builder("tenfold.token.cache.size", remembered, Cache::estimatedSize).description("Verified access tokens in memory")
                .register(metrics);
        count("hit", cache -> cache.stats().hitCount(), metrics);
        count("miss", cache -> cache.stats().missCount(), metrics);
    }

    private static Duration trust(CallerAuthentication caller, Instant now) {
        Duration left = Duration.between(now, caller.expires());
        return left.compareTo(LONGEST_TRUST) < 0 ? left : LONGEST_TRUST;
    }

    private void count(String result, ToDoubleFunction<Cache<String, CallerAuthentication>> count, MeterRegistry metrics) {
        FunctionCounter.builder("tenfold.token.cache.gets", remembered, count)
                .description("Requests with an access token: hit where it was verified before").tag("outcome", result).register(metrics);
    }

    /** @throws org.springframework.security.core.AuthenticationException when the token is not valid, has expired, or was ended */
    @Override
    public Authentication authenticate(Authentication request) {
        String token = ((BearerTokenAuthenticationToken) request).getToken();
        CallerAuthentication known = remembered.getIfPresent(token);
        CallerAuthentication caller = known == null ? verify(token) : known;
        if (ended.test(caller)) {
            throw new InvalidBearerTokenException("The token was ended before it expired");
        }
        return caller;
    }

    /** What a token says within the clock's skew after its end is true for this request, and not remembered: no time is left to. */
    private CallerAuthentication verify(String token) {
        // a request of its own, without the details of the one at hand (its address): they would be remembered too
        var caller = (CallerAuthentication) verifier.authenticate(new BearerTokenAuthenticationToken(token));
        if (caller == null) {
            throw new InvalidBearerTokenException("Nobody verified the token");
        }
        if (token.length() <= LONGEST_REMEMBERED && most > 0) {
            remembered.put(token, caller);
        }
        return caller;
    }
}
