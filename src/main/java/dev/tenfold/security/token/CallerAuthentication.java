package dev.tenfold.security.token;

import dev.tenfold.security.identity.Caller;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/**
 * An authenticated caller, with the data needed to check for revocation. The same object serves many requests, so it contains nothing of
 * a single request.
 */
final class CallerAuthentication extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final transient Caller caller;
    private final Instant expires;
    private final @Nullable UUID family;
    private final int epoch;

    /**
     * A caller whose token was verified.
     * @param family the family of the sign-in that the token descends from; null if the token has none
     * @param epoch the user's token epoch at the time when the token was created
     */
    CallerAuthentication(Caller caller, Instant expires, @Nullable UUID family, int epoch) {
        super(List.of(new SimpleGrantedAuthority("ROLE_" + caller.role().name())));
        this.caller = caller;
        this.expires = expires;
        this.family = family;
        this.epoch = epoch;
        setAuthenticated(true);
    }

    Instant expires() {
        return expires;
    }

    @Nullable
    UUID family() {
        return family;
    }

    int epoch() {
        return epoch;
    }

    @Override
    public @Nullable Object getCredentials() {
        return null;
    }

    @Override
    public Caller getPrincipal() {
        return caller;
    }

    @Override
    public String getName() {
        return caller.id().toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CallerAuthentication authenticated && authenticated.caller.equals(caller);
    }

    @Override
    public int hashCode() {
        return caller.hashCode();
    }
}
