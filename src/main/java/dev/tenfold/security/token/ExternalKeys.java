package dev.tenfold.security.token;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The public keys of an external issuer. They are cached. A token with an unknown key id makes the service fetch the keys, but only
 * twice in {@link #FETCH_INTERVAL}: otherwise anybody who sends tokens with random key ids would make it send as many requests.
 */
final class ExternalKeys implements JWKSource<SecurityContext> {

    /** In this time the keys are fetched twice at most. */
    static final Duration FETCH_INTERVAL = Duration.ofSeconds(30);

    private static final Duration CACHED = Duration.ofMinutes(5);
    private static final Duration FETCH_LIMIT = Duration.ofSeconds(2);
    /** How long other requests wait while one fetches the keys. */
    private static final Duration WAIT_LIMIT = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 256 * 1024;

    private final JWKSource<SecurityContext> source;
    private volatile boolean available;

    ExternalKeys(URI address) {
        var http = new DefaultResourceRetriever((int) FETCH_LIMIT.toMillis(), (int) FETCH_LIMIT.toMillis(), MOST_BYTES);
        try {
            this.source = JWKSourceBuilder.<SecurityContext>create(address.toURL(), http).cache(CACHED.toMillis(), WAIT_LIMIT.toMillis())
                    .refreshAheadCache(false).rateLimited(FETCH_INTERVAL.toMillis()).build();
        } catch (MalformedURLException wrong) {
            throw new IllegalStateException("tenfold.auth.outside.jwk-set-uri is not the address of a key set", wrong);
        }
    }

    /**
     * The keys with the id of a token; none if they were fetched too often, which refuses the token.
     * @throws KeySourceException when the issuer does not answer, and the cached keys are too old
     */
    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
        try {
            List<JWK> keys = source.get(selector, context);
            available = true;
            return keys;
        } catch (RateLimitReachedException tooOften) {
            if (available) {
                return List.of();
            }
            throw tooOften;
        } catch (KeySourceException unavailable) {
            available = false;
            throw unavailable;
        }
    }
}
