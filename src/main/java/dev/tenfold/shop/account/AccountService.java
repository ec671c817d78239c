package dev.tenfold.shop.account;

import dev.tenfold.api.audit.AuditKind;
import dev.tenfold.api.audit.AuditLog;
import dev.tenfold.platform.failure.Failure.Invalid;
import dev.tenfold.platform.failure.Failure.NotFound;
import dev.tenfold.platform.id.Digests;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.shop.account.AccountMailRepository.ConfirmedToken;
import dev.tenfold.shop.user.EmailAddress;
import dev.tenfold.shop.user.MailRecipient;
import dev.tenfold.shop.user.MailRecipients;
import dev.tenfold.shop.user.UserPasswords;
import java.time.Clock;
import org.springframework.stereotype.Service;

/** Verifies e-mails and resets passwords, by tokens that were mailed. */
@Service
class AccountService {

    private final AccountMails mails;
    private final AccountMailRepository tokens;
    private final MailRecipients users;
    private final UserPasswords passwords;
    private final Transactions transactions;
    private final AuditLog audit;
    private final Clock clock;

    AccountService(AccountMails mails, AccountMailRepository tokens, MailRecipients users, UserPasswords passwords,
            Transactions transactions, AuditLog audit, Clock clock) {
        this.mails = mails;
        this.tokens = tokens;
        this.users = users;
        this.passwords = passwords;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    /** Queues the verification mail of a user. Nothing is sent if the e-mail is verified already. */
    void requestVerification(UserId id) {
        MailRecipient user = users.find(id).orElseThrow(() -> new NotFound("There is no such user"));
        if (!user.verified()) {
            mails.request(AccountMailKind.EMAIL_VERIFICATION, user);
        }
    }

    /** @throws Invalid when the token is unknown, expired, used, or was sent to another e-mail than the user has now */
    void verify(String token) {
        boolean verified = transactions.run(() -> tokens.use(AccountMailKind.EMAIL_VERIFICATION, Digests.sha256(token), clock.instant())
                .filter(used -> users.verify(used.user(), used.emailKey())).map(used -> record(AuditKind.EMAIL_VERIFICATION, used))
                .isPresent());
        if (!verified) {
            throw invalidToken();
        }
    }

    /** Queues a mail to the user who has this e-mail, if there is one. A worker does the rest, so the request takes the same time. */
    void requestReset(String email) {
        mails.requestByEmail(AccountMailKind.PASSWORD_RESET, EmailAddress.key(email));
    }

    /**
     * Sets a new password, and revokes all tokens of the user.
     * @param address the client's address
     * @throws Invalid when the token is unknown, expired or used, or the user's e-mail, password or role has changed since it was sent
     */
    void reset(String token, String password, String address) {
        byte[] digest = Digests.sha256(token);
        if (!tokens.isValid(AccountMailKind.PASSWORD_RESET, digest, clock.instant())) {
            throw invalidToken(); // before the hash, which is expensive
        }
        String hash = passwords.hash(address, password);
        boolean reset = transactions.run(() -> tokens.use(AccountMailKind.PASSWORD_RESET, digest, clock.instant())
                .filter(this::isCurrent).filter(used -> passwords.set(used.user(), hash))
                .map(used -> record(AuditKind.PASSWORD_RESET, used)).isPresent());
        if (!reset) {
            throw invalidToken();
        }
    }

    /** The holder of the token acts as the user, without an access token. */
    private ConfirmedToken record(AuditKind kind, ConfirmedToken used) {
        audit.recordBy(used.user().value(), kind, used.user().value(), null);
        return used;
    }

    private boolean isCurrent(ConfirmedToken used) {
        return users.lock(used.user())
                .filter(user -> user.emailKey().equals(used.emailKey()) && user.tokenEpoch() == used.tokenEpoch()).isPresent();
    }

    private static Invalid invalidToken() {
        return new Invalid("/token", "invalid_token", "is unknown, expired or was used before");
    }
}
