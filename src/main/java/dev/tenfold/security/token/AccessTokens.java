package dev.tenfold.security.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.tenfold.platform.id.Uuids;
import dev.tenfold.security.identity.Credentials;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/** Creates access tokens: JWTs in the profile of RFC 9068, signed with RS256. */
final class AccessTokens {

    static final String ROLE = "role";
    /** The claim with the token's family: all tokens that descend from one sign-in (the name is that of OpenID Connect). */
    static final String FAMILY = "sid";
    /** The claim with the user's token epoch at the time when the token was created. */
    static final String EPOCH = "epoch";
    static final String TYPE = "at+jwt";

    private final SigningKeys keys;
    private final RSASSASigner signer;
    private final AuthProperties properties;
    private final Clock clock;

    AccessTokens(SigningKeys keys, AuthProperties properties, Clock clock) throws JOSEException {
        this.keys = keys;
        this.signer = new RSASSASigner(keys.current());
        this.properties = properties;
        this.clock = clock;
    }

    Duration lifetime() {
        return properties.accessTtl();
    }

    String make(Credentials user, UUID family) {
        Instant now = clock.instant();
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256).type(new JOSEObjectType(TYPE)).keyID(keys.current().getKeyID()).build();
        var claims = new JWTClaimsSet.Builder().issuer(properties.issuer()).audience(properties.audience()).subject(user.id().toString())
                .claim(ROLE, user.role().value()).claim(FAMILY, family.toString()).claim(EPOCH, user.tokenEpoch())
                .jwtID(Uuids.next().toString()).issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(lifetime()))).build();
        var token = new SignedJWT(header, claims);
        try {
            token.sign(signer);
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
        return token.serialize();
    }
}
