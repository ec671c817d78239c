package dev.tenfold.security.token;

import dev.tenfold.platform.id.Uuids;
import dev.tenfold.security.identity.Caller;
import dev.tenfold.security.identity.Role;
import dev.tenfold.security.identity.UserId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Which tokens are cached, and for how long. The test sets the clock and counts the verifications. */
class TokenCacheTest {

    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration LIFETIME = Duration.ofMinutes(2);
    private static final int MOST = 10;

    private Instant now = START;
    private final List<String> verified = new ArrayList<>();
    private final Set<UUID> revoked = new HashSet<>();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private Duration lifetime = LIFETIME;

    @Test
    void aTokenIsVerifiedOnce() {
        TokenAuthentication tokens = withCache(MOST);
        Authentication first = ask(tokens, "ada");
        assertThat(ask(tokens, "ada")).isSameAs(first);
        ask(tokens, "eve");
        assertThat(verified).containsExactly("ada", "eve");
        assertThat(count("hit")).isEqualTo(1);
        assertThat(count("miss")).isEqualTo(2);
        assertThat(metrics.get("tenfold.token.cache.size").gauge().value()).isEqualTo(2);
    }

    @Test
    void nothingOfTheFirstRequestIsCached() {
        var request = new BearerTokenAuthenticationToken("ada");
        request.setDetails("its address");
        assertThat(withCache(MOST).authenticate(request).getDetails()).isNull();
    }

    @Test
    void aCachedTokenIsRefusedOnceItExpires() {
        TokenAuthentication tokens = withCache(MOST);
        ask(tokens, "ada");
        now = START.plus(LIFETIME).minusNanos(1);
        ask(tokens, "ada");
        now = START.plus(LIFETIME);
        assertThatThrownBy(() -> ask(tokens, "ada")).isInstanceOf(InvalidBearerTokenException.class);
    }

    @Test
    void aTokenAcceptedWithinTheClockSkewIsNotCached() {
        lifetime = Duration.ofSeconds(-3);
        TokenAuthentication tokens = withCache(MOST);
        ask(tokens, "ada");
        ask(tokens, "ada");
        assertThat(verified).hasSize(2);
    }

    @Test
    void aLongLivedTokenIsVerifiedEveryFiveMinutes() {
        lifetime = Duration.ofDays(1);
        TokenAuthentication tokens = withCache(MOST);
        for (int minute = 0; minute < 20; minute++) {
            now = START.plus(Duration.ofMinutes(minute));
            ask(tokens, "ada");
        }
        assertThat(verified).hasSize(4);
    }

    @Test
    void refusalsAreNotCached() {
        TokenAuthentication tokens = withCache(MOST);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> ask(tokens, "forged")).isInstanceOf(InvalidBearerTokenException.class);
        }
        assertThat(verified).hasSize(3);
    }

    @Test
    void aRevokedTokenIsRefusedAlthoughItIsCached() {
        TokenAuthentication tokens = withCache(MOST);
        Authentication ada = ask(tokens, "ada");
        revoked.add(((Caller) ada.getPrincipal()).id().value());
        assertThatThrownBy(() -> ask(tokens, "ada")).isInstanceOf(InvalidBearerTokenException.class);
        ask(tokens, "eve");
    }

    @Test
    void theTokenCacheIsBounded() {
        TokenAuthentication tokens = withCache(MOST);
        IntStream.range(0, 1_000).forEach(number -> ask(tokens, "token " + number));
        await().until(() -> metrics.get("tenfold.token.cache.size").gauge().value() <= MOST);
    }

    @Test
    void aCacheSizeOfZeroCachesNothing() {
        TokenAuthentication tokens = withCache(0);
        ask(tokens, "ada");
        ask(tokens, "ada");
        assertThat(verified).hasSize(2);
    }

    @Test
    void aVeryLongTokenIsVerifiedEachTime() {
        TokenAuthentication tokens = withCache(MOST);
        for (int length : List.of(TokenAuthentication.MAX_CACHED_LENGTH, TokenAuthentication.MAX_CACHED_LENGTH + 1)) {
            String token = "x".repeat(length);
            ask(tokens, token);
            ask(tokens, token);
        }
        assertThat(verified.stream().map(String::length)).containsExactly(2048, 2049, 2049);
    }

    private TokenAuthentication withCache(int most) {
        return new TokenAuthentication(new Counting(), token -> revoked.contains(token.getPrincipal().id().value()), most, clock(),
                metrics);
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }

    private static Authentication ask(TokenAuthentication tokens, String token) {
        return tokens.authenticate(new BearerTokenAuthenticationToken(token));
    }

    private double count(String result) {
        return metrics.get("tenfold.token.cache.gets").tag("outcome", result).functionCounter().count();
    }

    /** Accepts every token except a forged one, until it expires. */
    private final class Counting implements AuthenticationProvider {

        private final Instant expires = START.plus(lifetime);

        @Override
        public Authentication authenticate(Authentication request) {
            String token = ((BearerTokenAuthenticationToken) request).getToken();
            verified.add(token);
            if (token.equals("forged") || (lifetime.isPositive() && !now.isBefore(expires))) {
                throw new InvalidBearerTokenException("not valid");
            }
            var authenticated = new CallerAuthentication(new Caller(new UserId(Uuids.next()), Role.USER), expires, null, 1);
            authenticated.setDetails(request.getDetails());
            return authenticated;
        }

        @Override
        public boolean supports(Class<?> type) {
            return true;
        }
    }
}
