package dev.tenfold.security.token;

import dev.tenfold.platform.id.Uuids;
import dev.tenfold.security.identity.Caller;
import dev.tenfold.security.identity.Role;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.security.token.AuthProperties.ExternalIssuer;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.stereotype.Component;

/** Creates the {@link Caller} from a verified token. */
@Component
class CallerConverter implements Converter<Jwt, CallerAuthentication> {

    private final boolean ownIssuer;
    private final String userClaim;
    private final String roleClaim;

    CallerConverter(AuthProperties properties) {
        ExternalIssuer outside = properties.outside();
        this.ownIssuer = outside == null;
        this.userClaim = outside == null ? JwtClaimNames.SUB : outside.userClaim();
        this.roleClaim = outside == null ? AccessTokens.ROLE : outside.roleClaim();
    }

    /** @throws InvalidBearerTokenException when the token names no user, or an unknown role */
    @Override
    public CallerAuthentication convert(Jwt token) {
        try {
            String user = token.getClaimAsString(userClaim);
            String role = token.getClaimAsString(roleClaim);
            if (user != null) {
                var caller = new Caller(UserId.of(user), role == null ? Role.USER : Role.of(role));
                return new CallerAuthentication(caller, Objects.requireNonNull(token.getExpiresAt()), family(token), epoch(token));
            }
        } catch (IllegalArgumentException notOurs) {
            // handled below
        }
        throw new InvalidBearerTokenException("The token names no user of this service");
    }

    /** The family of a token of this service. The {@code sid} of an external issuer (OpenID Connect has one too) is ignored. */
    private @Nullable UUID family(Jwt token) {
        String family = ownIssuer ? token.getClaimAsString(AccessTokens.FAMILY) : null;
        return family == null ? null : Uuids.parse(family);
    }

    /** A token without an epoch comes from a release that did not put epochs into tokens: it counts as older than any epoch. */
    private static int epoch(Jwt token) {
        return token.getClaim(AccessTokens.EPOCH) instanceof Number epoch ? epoch.intValue() : 0;
    }
}
