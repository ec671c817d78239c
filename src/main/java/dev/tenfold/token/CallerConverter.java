package dev.tenfold.token;

import dev.tenfold.token.AuthProperties.Outside;
import dev.tenfold.user.Caller;
import dev.tenfold.user.Role;
import dev.tenfold.user.UserId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.stereotype.Component;

/** The {@link Caller} that a checked token names. */
@Component
class CallerConverter implements Converter<Jwt, AbstractAuthenticationToken> {

    private final String userClaim;
    private final String roleClaim;

    CallerConverter(AuthProperties properties) {
        Outside outside = properties.outside();
        this.userClaim = outside == null ? JwtClaimNames.SUB : outside.userClaim();
        this.roleClaim = outside == null ? AccessTokens.ROLE : outside.roleClaim();
    }

    /** @throws InvalidBearerTokenException when the token names no user, or a role that there is not */
    @Override
    public AbstractAuthenticationToken convert(Jwt token) {
        return new Authenticated(caller(token));
    }

    private Caller caller(Jwt token) {
        try {
            String user = token.getClaimAsString(userClaim);
            String role = token.getClaimAsString(roleClaim);
            if (user != null) {
                return new Caller(UserId.of(user), role == null ? Role.USER : Role.of(role));
            }
        } catch (IllegalArgumentException notOurs) {
            // answered below
        }
        throw new InvalidBearerTokenException("The token names no user of this service");
    }

    /** A signed-in caller. */
    private static final class Authenticated extends AbstractAuthenticationToken {

        private static final long serialVersionUID = 1L;

        private final transient Caller caller;

        Authenticated(Caller caller) {
            super(List.of(new SimpleGrantedAuthority("ROLE_" + caller.role().name())));
            this.caller = caller;
            setAuthenticated(true);
        }

        @Override
        public @Nullable Object getCredentials() {
            return null;
        }

        @Override
        public Object getPrincipal() {
            return caller;
        }

        @Override
        public String getName() {
            return caller.id().toString();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Authenticated authenticated && authenticated.caller.equals(caller);
        }

        @Override
        public int hashCode() {
            return caller.hashCode();
        }
    }
}
