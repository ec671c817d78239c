package dev.tenfold.shop.user;

import dev.tenfold.api.request.SignInLimits;
import dev.tenfold.platform.failure.Failure.Invalid;
import dev.tenfold.platform.failure.Failure.Limited;
import dev.tenfold.security.identity.Credentials;
import dev.tenfold.security.identity.PasswordAuthenticator;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.security.password.PasswordHasher;
import dev.tenfold.shop.user.UserRepository.KnownPassword;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Checks and hashes passwords, which takes long. It is called outside of transactions, so no connection waits for a hash. */
@Service
class UserPasswords implements PasswordAuthenticator {

    private final UserRepository users;
    private final PasswordHasher passwords;
    private final SignInLimits attempts;

    UserPasswords(UserRepository users, PasswordHasher passwords, SignInLimits attempts) {
        this.users = users;
        this.passwords = passwords;
        this.attempts = attempts;
    }

    @Override
    public Optional<Credentials> authenticate(String email, String password, String address) {
        Optional<KnownPassword> known = users.passwordOf(email);
        boolean matches = attempts.attempt(EmailAddress.key(email),
                () -> passwords.matches(address, password, known.map(KnownPassword::hash).orElse(null)));
        return known.filter(_ -> matches).map(KnownPassword::credentials);
    }

    /**
     * The hash of a password.
     * @param caller as in {@link PasswordHasher#hash}
     */
    String hash(String caller, String password) {
        return passwords.hash(caller, password);
    }

    /**
     * Checks the current password of a user who changes it.
     * @throws Invalid when it is missing or wrong
     * @throws Limited when there were too many wrong passwords
     */
    void requireCurrent(UserId user, String email, @Nullable String password) {
        if (password == null) {
            throw new Invalid("/current_password", "required", "is needed to change the password");
        }
        String known = users.passwordOf(user).map(KnownPassword::hash).orElse(null);
        if (!attempts.attempt(EmailAddress.key(email), () -> passwords.matches(user.toString(), password, known))) {
            throw new Invalid("/current_password", "wrong_password", "is not the current password");
        }
    }
}
