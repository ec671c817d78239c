package dev.tenfold.shop.account;

import dev.tenfold.jobs.job.JobId;
import dev.tenfold.jobs.job.JobQueue;
import dev.tenfold.platform.id.Digests;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.shop.account.AccountMailRepository.PendingMail;
import dev.tenfold.shop.account.AccountMailRepository.Sent;
import dev.tenfold.shop.user.AccountChange.EmailChanged;
import dev.tenfold.shop.user.AccountChange.Erased;
import dev.tenfold.shop.user.AccountChange.PasswordChanged;
import dev.tenfold.shop.user.MailRecipient;
import dev.tenfold.shop.user.MailRecipients;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;

/**
 * Queues mails about accounts in the transaction of the change, and decides just before a mail is sent whether it may be sent. The token
 * is made then, so no table and no job ever contains it.
 */
@Service
class AccountMails {

    private static final Logger LOG = LoggerFactory.getLogger(AccountMails.class);

    /** Within this time, at most so many mails with a token go to one address, and to all addresses that one user had. */
    private static final Duration WINDOW = Duration.ofHours(1);
    private static final int MOST_TO_ADDRESS = 3;
    private static final int MOST_TO_USER = 5;

    private final AccountMailRepository mails;
    private final MailRecipients users;
    private final JobQueue queue;
    private final AccountMailJob job;
    private final Transactions transactions;
    private final Clock clock;

    AccountMails(AccountMailRepository mails, MailRecipients users, JobQueue queue, AccountMailJob job, Transactions transactions,
            Clock clock) {
        this.mails = mails;
        this.users = users;
        this.queue = queue;
        this.job = job;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * A mail that may be sent now.
     * @param token null if this kind of mail has none
     */
    record ReadyMail(AccountMailKind kind, String to, @Nullable String token) {}

    /** Queues a mail to the current address of a user, in a transaction of its own. */
    void request(AccountMailKind kind, MailRecipient user) {
        transactions.run(() -> queue(kind, user, null));
    }

    /** Queues a mail to the user who has this e-mail. If nobody has it, a job is queued all the same, and sends nothing. */
    void requestByEmail(AccountMailKind kind, String emailKey) {
        transactions.run(() -> {
            JobId id = JobId.next();
            mails.addByEmail(id.value(), kind, emailKey, clock.instant());
            queue.add(id, job, new AccountMailJob.Payload(kind), null);
        });
    }

    /** Tells the owner at the old address, which may be the only one that is still the owner's. */
    @EventListener
    void onEmailChanged(EmailChanged change) {
        if (change.before().verified()) {
            queue(AccountMailKind.EMAIL_CHANGED, change.before(), change.before().email());
        }
    }

    @EventListener
    void onPasswordChanged(PasswordChanged change) {
        users.find(change.user()).filter(MailRecipient::verified)
                .ifPresent(user -> queue(AccountMailKind.PASSWORD_CHANGED, user, null));
    }

    @EventListener
    void onErased(Erased change) {
        mails.deleteOf(change.user());
    }

    private void queue(AccountMailKind kind, MailRecipient user, @Nullable String email) {
        JobId id = JobId.next();
        mails.add(id.value(), kind, user.id(), user.emailKey(), email, clock.instant());
        queue.add(id, job, new AccountMailJob.Payload(kind), user.id());
    }

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
        String token = MailToken.random();
        mails.setToken(mail.id(), kind, user.id(), user.tokenEpoch(), Digests.sha256(token), now);
        return Optional.of(new ReadyMail(kind, user.email(), token));
    }

    private static Optional<ReadyMail> none(PendingMail mail, String reason) {
        LOG.info("The {} mail {} is not sent: {}", mail.kind().value(), mail.id(), reason);
        return Optional.empty();
    }
}
