package dev.tenfold.shop.user;

import dev.tenfold.api.audit.AuditKind;
import dev.tenfold.api.request.SignInLimits;
import dev.tenfold.platform.failure.Failure.Forbidden;
import dev.tenfold.platform.failure.Failure.Invalid;
import dev.tenfold.platform.failure.Failure.Limited;
import dev.tenfold.platform.failure.Failure.Unavailable;
import dev.tenfold.security.identity.Credentials;
import dev.tenfold.security.identity.PasswordAuthenticator;
import dev.tenfold.security.identity.TokensRevoked;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.security.password.PasswordHasher;
import dev.tenfold.security.password.PasswordHasher.PasswordMatch;
import dev.tenfold.shop.user.AccountChange.PasswordChanged;
import dev.tenfold.shop.user.PasswordRepository.KnownPassword;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;

/** Checks and sets passwords. They are hashed outside of transactions, so no connection waits for a hash. */
@Service
public class UserPasswords implements PasswordAuthenticator {

    private static final Logger LOG = LoggerFactory.getLogger(UserPasswords.class);

    private final PasswordRepository users;
    private final PasswordHasher hasher;
    private final SignInLimits attempts;
    private final UserAudit audit;
    private final Clock clock;
    private final ApplicationEventPublisher events;
    private final UserProperties properties;

    UserPasswords(PasswordRepository users, PasswordHasher hasher, SignInLimits attempts, UserAudit audit, Clock clock,
            ApplicationEventPublisher events, UserProperties properties) {
        this.users = users;
        this.hasher = hasher;
        this.attempts = attempts;
        this.audit = audit;
        this.clock = clock;
        this.events = events;
        this.properties = properties;
    }

    /** @throws Forbidden when admins may not set the passwords of other users */
    void requireMaySetAnothers() {
        if (!properties.adminsSetPasswords()) {
            throw new Forbidden("Nobody may set another user's password: request a reset by mail");
        }
    }

    /**
     * The user with this e-mail and password, or empty. Neither the response nor its time shows which of the two is wrong.
     * @param address the client's address
     * @throws Limited when there were too many wrong passwords
     */
    @Override
    public Optional<Credentials> authenticate(String email, String password, String address) {
        Optional<KnownPassword> known = users.passwordOf(email);
        Optional<KnownPassword> right = check(EmailAddress.key(email), address, password, known);
        if (right.isEmpty()) {
            audit.wrongPassword(AuditKind.SIGN_IN, known.map(it -> it.credentials().id()).orElse(null));
        }
        return right.map(KnownPassword::credentials);
    }

    /**
     * Checks the password of a signed-in user, which counts as a sign-in.
     * @return the user's token epoch. If it is another one when the change is made, the password or the role was changed meanwhile
     * @throws Invalid when it is missing or wrong
     * @throws Limited when there were too many wrong passwords
     */
    int requireCurrent(User user, @Nullable String currentPassword) {
        if (currentPassword == null) {
            throw new Invalid("/current_password", "required", "is needed to change the e-mail or the password");
        }
        Optional<KnownPassword> right = check(EmailAddress.key(user.email()), user.id().toString(), currentPassword,
                users.passwordOf(user.id()));
        if (right.isEmpty()) {
            audit.wrongPassword(AuditKind.PASSWORD_CHANGE, user.id());
        }
        return right.orElseThrow(UserPasswords::wrongPassword).credentials().tokenEpoch();
    }

    static Invalid wrongPassword() {
        return new Invalid("/current_password", "wrong_password", "is not the current password");
    }

    private Optional<KnownPassword> check(String account, String caller, String password, Optional<KnownPassword> known) {
        String hash = known.map(KnownPassword::hash).orElse(null);
        var match = new PasswordMatch[]{PasswordMatch.NO};
        attempts.attempt(account, () -> (match[0] = hasher.match(caller, password, hash)) != PasswordMatch.NO);
        if (match[0] == PasswordMatch.OUTDATED) {
            known.ifPresent(outdated -> rehash(caller, password, outdated));
        }
        return known.filter(_ -> match[0] != PasswordMatch.NO);
    }

    /** Only a password that was just typed can be hashed again. If there are too many hashes at the moment, the next sign-in does it. */
    private void rehash(String caller, String password, KnownPassword outdated) {
        try {
            users.replaceHash(outdated.credentials().id(), outdated.hash(), hasher.hash(caller, password));
        } catch (Unavailable busy) {
            LOG.debug("The password of user {} is not hashed again now: {}", outdated.credentials().id(), busy.detail());
        }
    }

    /**
     * Hashes a new password.
     * @param caller the caller, for the limit of hashes of one caller
     */
    public String hash(String caller, String password) {
        return hasher.hash(caller, password);
    }

    /** Sets a password by its hash in the current transaction, and revokes all tokens. Returns whether there is such a user. */
    public boolean set(UserId user, String hash) {
        if (!users.setPassword(user, hash, clock.instant())) {
            return false;
        }
        events.publishEvent(new TokensRevoked());
        events.publishEvent(new PasswordChanged(user));
        return true;
    }
}
