package dev.tenfold.security.token;

import dev.tenfold.api.audit.AuditKind;
import dev.tenfold.api.audit.AuditLog;
import dev.tenfold.api.request.RequestInfo;
import dev.tenfold.platform.failure.Failure.Unauthenticated;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.platform.id.Digests;
import dev.tenfold.platform.id.RandomTokens;
import dev.tenfold.platform.id.Uuids;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.platform.tracing.CurrentRequest;
import dev.tenfold.security.identity.Credentials;
import dev.tenfold.security.identity.PasswordAuthenticator;
import dev.tenfold.security.identity.TokensRevoked;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.security.token.TokenRepository.RevokedFamily;
import dev.tenfold.security.token.TokenRepository.UsedToken;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.annotation.Transactional;

/**
 * Sign-in, and rotation of refresh tokens (RFC 9700, section 4.14.2): each can be used once, and a second use revokes its whole family.
 */
public class TokenService {

    private final PasswordAuthenticator users;
    private final TokenRepository tokens;
    private final AccessTokens accessTokens;
    private final AuthProperties properties;
    private final Clock clock;
    private final Transactions transactions;
    private final AuditLog audit;
    private final ApplicationEventPublisher events;

    TokenService(PasswordAuthenticator users, TokenRepository tokens, AccessTokens accessTokens, AuthProperties properties, Clock clock,
            Transactions transactions, AuditLog audit, ApplicationEventPublisher events) {
        this.users = users;
        this.tokens = tokens;
        this.accessTokens = accessTokens;
        this.properties = properties;
        this.clock = clock;
        this.transactions = transactions;
        this.audit = audit;
        this.events = events;
    }

    /**
     * Signs a user in.
     * @param address the client's address
     * @throws Unauthenticated when no user has this e-mail and this password
     */
    TokenResponse signIn(String email, String password, String address) {
        Credentials user = users.authenticate(email, password, address)
                .orElseThrow(() -> new Unauthenticated(ProblemCode.INVALID_CREDENTIALS, "No user has this e-mail and this password"));
        Instant now = clock.instant();
        String refreshToken = RandomTokens.next();
        UUID family = Uuids.next();
        transactions.run(() -> {
            tokens.open(family, user, hash(refreshToken), now, expiry(now, now));
            audit.recordBy(user.id().value(), AuditKind.SIGN_IN, user.id().value(), null);
        });
        return answer(user, family, refreshToken);
    }

    /**
     * Exchanges a refresh token for a new pair of tokens. If a family is revoked, that is committed although the call fails.
     * @throws Unauthenticated when the token is unknown, expired or revoked, or was used before
     */
    @Transactional(noRollbackFor = Unauthenticated.class)
    public TokenResponse refresh(String refreshToken) {
        Instant now = clock.instant();
        byte[] hash = hash(refreshToken);
        UsedToken used = tokens.use(hash, now, now.minus(properties.sessionTtl())).orElseThrow(() -> refused(hash));
        String next = RandomTokens.next();
        tokens.add(used.family(), hash(next), now, expiry(now, used.signedInAt()));
        return answer(used.user(), used.family(), next);
    }

    /** No token of a family is valid longer than the session. */
    private Instant expiry(Instant now, Instant signedInAt) {
        Instant token = now.plus(properties.refreshTtl());
        Instant session = signedInAt.plus(properties.sessionTtl());
        return token.isBefore(session) ? token : session;
    }

    private Unauthenticated refused(byte[] hash) {
        Optional<RevokedFamily> reused = tokens.revokeIfUsed(hash);
        if (reused.isPresent()) {
            events.publishEvent(new TokensRevoked());
            record(reused.get());
            return new Unauthenticated(ProblemCode.TOKEN_REUSED,
                    "This refresh token was used before: all tokens of its sign-in are revoked");
        }
        return new Unauthenticated(ProblemCode.INVALID_REFRESH_TOKEN, "This refresh token is unknown, expired or revoked");
    }

    /** The first reuse revokes the tokens, so its event belongs to that transaction. Later ones change nothing, and may be many. */
    private void record(RevokedFamily reused) {
        if (reused.revokedNow()) {
            audit.recordRefusal(AuditKind.REFRESH_TOKEN_REUSE, reused.user().value(), "all tokens of the sign-in were revoked");
        } else {
            Transactions.afterCommit(() -> audit.recordFailure(AuditKind.REFRESH_TOKEN_REUSE, reused.user().value()));
        }
    }

    /** Revokes the family of a refresh token, with its access tokens. An unknown token changes nothing. */
    void signOut(String refreshToken) {
        transactions.run(() -> tokens.revoke(hash(refreshToken)).ifPresent(family -> {
            events.publishEvent(new TokensRevoked());
            name(family.user());
            if (family.revokedNow()) {
                audit.recordBy(family.user().value(), AuditKind.SIGN_OUT, family.user().value(), null);
            }
        }));
    }

    private TokenResponse answer(Credentials user, UUID family, String refreshToken) {
        name(user.id());
        return new TokenResponse(accessTokens.make(user, family), "Bearer", accessTokens.lifetime().toSeconds(), refreshToken);
    }

    /** Names the user of the current request for the access log: on these routes they send no access token. */
    private static void name(UserId user) {
        HttpServletRequest request = CurrentRequest.get();
        RequestInfo info = request == null ? null : RequestInfo.of(request);
        if (info != null) {
            info.user(user.toString());
        }
    }

    /** The token is random, so a fast hash is as safe as a slow one. */
    private static byte[] hash(String token) {
        return Digests.sha256(token);
    }
}
