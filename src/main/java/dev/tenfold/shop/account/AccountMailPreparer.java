package dev.tenfold.shop.account;

import dev.tenfold.jobs.job.JobId;
import dev.tenfold.platform.id.Digests;
import dev.tenfold.platform.id.RandomTokens;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.shop.account.AccountMailRepository.PendingMail;
import dev.tenfold.shop.account.AccountMailRepository.Sent;
import dev.tenfold.shop.user.MailRecipient;
import dev.tenfold.shop.user.MailRecipients;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Decides just before a mail about an account is sent whether it may be sent. The token is made then, so no table and no job ever contains
 * it.
 */
@Component
class AccountMailPreparer {

    private static final Logger LOG = LoggerFactory.getLogger(AccountMailPreparer.class);

    /** Within this time, at most so many mails with a token go to one address, and to all addresses that one user had. */
    private static final Duration WINDOW = Duration.ofHours(1);
    private static final int MOST_TO_ADDRESS = 3;
    private static final int MOST_TO_USER = 5;

    private final AccountMailRepository mails;
    private final MailRecipients users;
    private final Transactions transactions;
    private final Clock clock;

    AccountMailPreparer(AccountMailRepository mails, MailRecipients users, Transactions transactions, Clock clock) {
        this.mails = mails;
        this.users = users;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * A mail that may be sent now.
     * @param token null if this kind of mail has none
     */
    record ReadyMail(AccountMailKind kind, String to, @Nullable String token) {}

    /** Deletes a mail that will not be sent. */
    void drop(JobId id) {
        mails.delete(id.value());
    }

    /** Makes a mail ready to be sent, with a new token if it needs one. Empty if it may not be sent. */
    Optional<ReadyMail> prepare(JobId id) {
        return transactions.run(() -> mails.find(id.value()).flatMap(mail -> {
            Optional<ReadyMail> ready = recipient(mail).flatMap(user -> prepare(mail, user));
            if (ready.isEmpty()) {
                mails.delete(mail.id());
            }
            return ready;
        }));
    }

    private Optional<MailRecipient> recipient(PendingMail mail) {
        return mail.user() == null ? users.findByEmail(mail.emailKey()) : users.find(new UserId(mail.user()));
    }

    private Optional<ReadyMail> prepare(PendingMail mail, MailRecipient user) {
        if (mail.email() != null) {
            return Optional.of(new ReadyMail(mail.kind(), mail.email(), null));
        }
        if (!mail.emailKey().equals(user.emailKey())) {
            return none(mail, "the user has another e-mail by now");
        }
        return switch (mail.kind()) {
            case EMAIL_VERIFICATION -> user.verified() ? none(mail, "the e-mail is verified already")
                    : withToken(mail, AccountMailKind.EMAIL_VERIFICATION, user);
            // a password cannot be reset by an address that is not verified. Its owner can verify it now, and then ask again
            case PASSWORD_RESET -> withToken(mail,
                    user.verified() ? AccountMailKind.PASSWORD_RESET : AccountMailKind.EMAIL_VERIFICATION, user);
            case EMAIL_CHANGED, PASSWORD_CHANGED -> user.verified() ? Optional.of(new ReadyMail(mail.kind(), user.email(), null))
                    : none(mail, "the e-mail is not verified");
        };
    }

    private Optional<ReadyMail> withToken(PendingMail mail, AccountMailKind kind, MailRecipient user) {
        Instant now = clock.instant();
        mails.lockForCounting(user.id(), user.emailKey());
        Sent sent = mails.sentSince(now.minus(WINDOW), mail.id(), user.id(), user.emailKey());
        if (sent.toAddress() >= MOST_TO_ADDRESS || sent.toUser() >= MOST_TO_USER) {
            return none(mail, "too many were sent within an hour");
        }
        String token = RandomTokens.next();
        mails.setToken(mail.id(), kind, user.id(), user.tokenEpoch(), Digests.sha256(token), now);
        return Optional.of(new ReadyMail(kind, user.email(), token));
    }

    private static Optional<ReadyMail> none(PendingMail mail, String reason) {
        LOG.info("The {} mail {} is not sent: {}", mail.kind().value(), mail.id(), reason);
        return Optional.empty();
    }
}
